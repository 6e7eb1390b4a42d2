import { acute } from './en/acute';
import { billing } from './en/billing';
import { encounters } from './en/encounters';
import { medication } from './en/medication';
import { organization } from './en/organization';
import { place } from './en/place';
import { people } from './en/people';
import { scheduling } from './en/scheduling';
import { session } from './en/session';
import { shell } from './en/shell';
import { struck } from './en/struck';
import { system } from './en/system';
import { wellness } from './en/wellness';

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
  ...place,
  ...acute,
  ...wellness,
  ...struck,
} as const;
