import { accounts } from './fr/accounts';
import { acute } from './fr/acute';
import { administration } from './fr/administration';
import { alerts } from './fr/alerts';
import { audit } from './fr/audit';
import { billing } from './fr/billing';
import { care } from './fr/care';
import { catalogue } from './fr/catalogue';
import { dashboard } from './fr/dashboard';
import { desktop } from './fr/desktop';
import { devices } from './fr/devices';
import { doctor } from './fr/doctor';
import { encounters } from './fr/encounters';
import { given } from './fr/given';
import { imaging } from './fr/imaging';
import { kiosk } from './fr/kiosk';
import { laboratory } from './fr/laboratory';
import { medication } from './fr/medication';
import { merging } from './fr/merging';
import { messages } from './fr/messages';
import { organization } from './fr/organization';
import { people } from './fr/people';
import { pharmacy } from './fr/pharmacy';
import { place } from './fr/place';
import { printing } from './fr/printing';
import { rules } from './fr/rules';
import { scheduling } from './fr/scheduling';
import { session } from './fr/session';
import { shell } from './fr/shell';
import { stock } from './fr/stock';
import { struck } from './fr/struck';
import { system } from './fr/system';
import { toBill } from './fr/toBill';
import { viewer } from './fr/viewer';
import { systems } from './fr/systems';
import { waiting } from './fr/waiting';
import { noteTemplates } from './fr/noteTemplates';
import { conditions } from './fr/conditions';
import { steps } from './fr/steps';
import { chained } from './fr/chained';
import { wellness } from './fr/wellness';
import { work } from './fr/work';

/** French. */
export const fr = {
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
