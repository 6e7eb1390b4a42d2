import { billing } from './en/billing';
import { encounters } from './en/encounters';
import { laboratory } from './en/laboratory';
import { medication } from './en/medication';
import { organization } from './en/organization';
import { people } from './en/people';
import { pharmacy } from './en/pharmacy';
import { scheduling } from './en/scheduling';
import { session } from './en/session';
import { shell } from './en/shell';
import { stock } from './en/stock';
import { system } from './en/system';

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
} as const;
