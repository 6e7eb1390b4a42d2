import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { InvoicePage } from '../features/billing/InvoicePage';
import { InvoicesPage } from '../features/billing/InvoicesPage';
import { VisitPage } from '../features/encounters/VisitPage';
import { AdministrationPage } from '../features/organization/AdministrationPage';
import { SettingsPage } from '../features/organization/SettingsPage';
import { FindPage } from '../features/people/FindPage';
import { RegisterPage } from '../features/people/RegisterPage';
import { QueuePage } from '../features/scheduling/QueuePage';
import { TodayPage } from '../features/scheduling/TodayPage';
import { SyncCentrePage } from '../features/system/SyncCentrePage';
import { isDate } from '../shared/time/siteTime';
import { Shell } from './Shell';
import { screensFor } from './screens';
import { useUser } from './session';

function Home() {
  const first = screensFor(useUser().roles)[0];
  return <Navigate to={first?.path ?? '/settings'} replace />;
}

// Addresses carry ids and calendar dates only: nothing that would tell who a patient is.
const root = createRootRoute({ component: Shell, notFoundComponent: Home });

const routes = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', component: Home }),
  createRoute({
    getParentRoute: () => root,
    path: '/today',
    component: TodayPage,
    validateSearch: (search: Record<string, unknown>): { on?: string } =>
      typeof search.on === 'string' && isDate(search.on) ? { on: search.on } : {},
  }),
  createRoute({ getParentRoute: () => root, path: '/queue', component: QueuePage }),
  createRoute({ getParentRoute: () => root, path: '/find', component: FindPage }),
  createRoute({ getParentRoute: () => root, path: '/register', component: RegisterPage }),
  createRoute({
    getParentRoute: () => root,
    path: '/patients/$patientId',
    component: lazyRouteComponent(() => import('../features/people/ChartPage'), 'ChartPage'),
  }),
  createRoute({ getParentRoute: () => root, path: '/patients/$patientId/edit', component: lazyRouteComponent(() => import('../features/people/EditPatientPage'), 'EditPatientPage') }),
  createRoute({ getParentRoute: () => root, path: '/visits/$visitId', component: VisitPage }),
  createRoute({ getParentRoute: () => root, path: '/invoices', component: InvoicesPage }),
  createRoute({ getParentRoute: () => root, path: '/invoices/$invoiceId', component: InvoicePage }),
  createRoute({ getParentRoute: () => root, path: '/sync', component: SyncCentrePage }),
  createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsPage }),
  createRoute({ getParentRoute: () => root, path: '/administration', component: AdministrationPage }),
  createRoute({ getParentRoute: () => root, path: '/administration/rules', component: lazyRouteComponent(() => import('../features/system/RulesPage'), 'RulesPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/rules/$ruleId', component: lazyRouteComponent(() => import('../features/system/RulePage'), 'RulePage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/places', component: lazyRouteComponent(() => import('../features/organization/PlacesPage'), 'PlacesPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/days-off', component: lazyRouteComponent(() => import('../features/organization/DaysOffPage'), 'DaysOffPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/duty', component: lazyRouteComponent(() => import('../features/organization/DutyPage'), 'DutyPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/alerts', component: lazyRouteComponent(() => import('../features/organization/AlertSettingsPage'), 'AlertSettingsPage') }),
  createRoute({ getParentRoute: () => root, path: '/waiting', component: lazyRouteComponent(() => import('../features/scheduling/WaitingPage'), 'WaitingPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/access', component: lazyRouteComponent(() => import('../features/people/AccessReviewPage'), 'AccessReviewPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/audit', component: lazyRouteComponent(() => import('../features/system/AuditPage'), 'AuditPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/security', component: lazyRouteComponent(() => import('../features/system/SecurityPage'), 'SecurityPage') }),
  createRoute({
    getParentRoute: () => root,
    path: '/duplicates',
    component: lazyRouteComponent(() => import('../features/people/DuplicatesPage'), 'DuplicatesPage'),
    validateSearch: (search: Record<string, unknown>): { one?: string; other?: string } =>
      typeof search.one === 'string' && typeof search.other === 'string' ? { one: search.one, other: search.other } : {},
  }),
]);

export const router = createRouter({ routeTree: routes, history: createHashHistory(), defaultPreload: 'intent' });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
