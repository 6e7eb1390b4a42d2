import { accounts } from './en/accounts';
import { acute } from './en/acute';
import { administration } from './en/administration';
import { alerts } from './en/alerts';
import { audit } from './en/audit';
import { billing } from './en/billing';
import { care } from './en/care';
import { catalogue } from './en/catalogue';
import { dashboard } from './en/dashboard';
import { desktop } from './en/desktop';
import { doctor } from './en/doctor';
import { encounters } from './en/encounters';
import { given } from './en/given';
import { imaging } from './en/imaging';
import { kiosk } from './en/kiosk';
import { laboratory } from './en/laboratory';
import { medication } from './en/medication';
import { merging } from './en/merging';
import { messages } from './en/messages';
import { organization } from './en/organization';
import { people } from './en/people';
import { pharmacy } from './en/pharmacy';
import { place } from './en/place';
import { printing } from './en/printing';
import { rules } from './en/rules';
import { scheduling } from './en/scheduling';
import { session } from './en/session';
import { shell } from './en/shell';
import { stock } from './en/stock';
import { struck } from './en/struck';
import { system } from './en/system';
import { toBill } from './en/toBill';
import { viewer } from './en/viewer';
import { systems } from './en/systems';
import { waiting } from './en/waiting';
import { noteTemplates } from './en/noteTemplates';
import { conditions } from './en/conditions';
import { steps } from './en/steps';
import { chained } from './en/chained';
import { wellness } from './en/wellness';

/** English. Another language is another file of this shape, with the same keys. */
export const en = {
  ...accounts,
  ...acute,
  ...administration,
  ...alerts,
  ...audit,
  ...billing,
  ...care,
  ...catalogue,
  ...dashboard,
  ...desktop,
  ...doctor,
  ...encounters,
  ...given,
  ...imaging,
  ...kiosk,
  ...laboratory,
  ...medication,
  ...merging,
  ...messages,
  ...organization,
  ...people,
  ...pharmacy,
  ...place,
  ...printing,
  ...rules,
  ...scheduling,
  ...session,
  ...shell,
  ...stock,
  ...struck,
  ...system,
  ...toBill,
  ...viewer,
  ...systems,
  ...waiting,
  ...noteTemplates,
  ...conditions,
  ...steps,
  ...chained,
  ...wellness,
} as const;
