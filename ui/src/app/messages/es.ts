import { accounts } from './es/accounts';
import { acute } from './es/acute';
import { administration } from './es/administration';
import { alerts } from './es/alerts';
import { audit } from './es/audit';
import { billing } from './es/billing';
import { care } from './es/care';
import { catalogue } from './es/catalogue';
import { dashboard } from './es/dashboard';
import { desktop } from './es/desktop';
import { devices } from './es/devices';
import { doctor } from './es/doctor';
import { encounters } from './es/encounters';
import { given } from './es/given';
import { imaging } from './es/imaging';
import { kiosk } from './es/kiosk';
import { laboratory } from './es/laboratory';
import { medication } from './es/medication';
import { merging } from './es/merging';
import { messages } from './es/messages';
import { organization } from './es/organization';
import { people } from './es/people';
import { pharmacy } from './es/pharmacy';
import { place } from './es/place';
import { printing } from './es/printing';
import { rules } from './es/rules';
import { scheduling } from './es/scheduling';
import { session } from './es/session';
import { shell } from './es/shell';
import { stock } from './es/stock';
import { struck } from './es/struck';
import { system } from './es/system';
import { toBill } from './es/toBill';
import { viewer } from './es/viewer';
import { systems } from './es/systems';
import { waiting } from './es/waiting';
import { noteTemplates } from './es/noteTemplates';
import { conditions } from './es/conditions';
import { steps } from './es/steps';
import { chained } from './es/chained';
import { wellness } from './es/wellness';
import { work } from './es/work';

/** Spanish. */
export const es = {
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
  ...devices,
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
  ...work,
} as const;
