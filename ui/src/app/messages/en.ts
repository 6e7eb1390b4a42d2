import { alerts } from './en/alerts';
import { accounts } from './en/accounts';
import { acute } from './en/acute';
import { administration } from './en/administration';
import { audit } from './en/audit';
import { billing } from './en/billing';
import { dashboard } from './en/dashboard';
import { encounters } from './en/encounters';
import { imaging } from './en/imaging';
import { laboratory } from './en/laboratory';
import { medication } from './en/medication';
import { messages } from './en/messages';
import { merging } from './en/merging';
import { organization } from './en/organization';
import { place } from './en/place';
import { people } from './en/people';
import { pharmacy } from './en/pharmacy';
import { rules } from './en/rules';
import { scheduling } from './en/scheduling';
import { session } from './en/session';
import { shell } from './en/shell';
import { stock } from './en/stock';
import { struck } from './en/struck';
import { system } from './en/system';
import { wellness } from './en/wellness';
import { waiting } from './en/waiting';

/** English. Another language is another file of this shape, with the same keys. */
export const en = {
  ...shell,
  ...session,
  ...scheduling,
  ...people,
  ...encounters,
  ...medication,
  ...pharmacy,
  ...stock,
  ...laboratory,
  ...billing,
  ...system,
  ...organization,
  ...alerts,
  ...messages,
  ...accounts,
  ...dashboard,
  ...imaging,
  ...place,
  ...acute,
  ...wellness,
  ...struck,
  ...administration,
  ...rules,
  ...audit,
  ...merging,
  ...waiting,
} as const;
