import { administration } from './en/administration';
import { audit } from './en/audit';
import { billing } from './en/billing';
import { encounters } from './en/encounters';
import { medication } from './en/medication';
import { merging } from './en/merging';
import { organization } from './en/organization';
import { people } from './en/people';
import { rules } from './en/rules';
import { scheduling } from './en/scheduling';
import { session } from './en/session';
import { shell } from './en/shell';
import { system } from './en/system';
import { waiting } from './en/waiting';

/** English. Another language is another file of this shape, with the same keys. */
export const en = {
  ...shell,
  ...session,
  ...scheduling,
  ...people,
  ...encounters,
  ...medication,
  ...billing,
  ...system,
  ...organization,
  ...administration,
  ...rules,
  ...audit,
  ...merging,
  ...waiting,
} as const;
