import { accounts } from './ar/accounts';
import { acute } from './ar/acute';
import { administration } from './ar/administration';
import { alerts } from './ar/alerts';
import { audit } from './ar/audit';
import { billing } from './ar/billing';
import { care } from './ar/care';
import { catalogue } from './ar/catalogue';
import { dashboard } from './ar/dashboard';
import { desktop } from './ar/desktop';
import { devices } from './ar/devices';
import { doctor } from './ar/doctor';
import { encounters } from './ar/encounters';
import { given } from './ar/given';
import { imaging } from './ar/imaging';
import { kiosk } from './ar/kiosk';
import { laboratory } from './ar/laboratory';
import { medication } from './ar/medication';
import { merging } from './ar/merging';
import { messages } from './ar/messages';
import { organization } from './ar/organization';
import { people } from './ar/people';
import { pharmacy } from './ar/pharmacy';
import { place } from './ar/place';
import { printing } from './ar/printing';
import { rules } from './ar/rules';
import { scheduling } from './ar/scheduling';
import { session } from './ar/session';
import { shell } from './ar/shell';
import { stock } from './ar/stock';
import { struck } from './ar/struck';
import { system } from './ar/system';
import { toBill } from './ar/toBill';
import { viewer } from './ar/viewer';
import { systems } from './ar/systems';
import { waiting } from './ar/waiting';
import { noteTemplates } from './ar/noteTemplates';
import { conditions } from './ar/conditions';
import { steps } from './ar/steps';
import { chained } from './ar/chained';
import { wellness } from './ar/wellness';
import { work } from './ar/work';

/** Arabic. */
export const ar = {
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
