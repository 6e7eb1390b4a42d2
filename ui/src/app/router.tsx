import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, Navigate } from '@tanstack/react-router';
import { AlertsPage } from '../features/alerts/AlertsPage';
import { InvoicePage } from '../features/billing/InvoicePage';
import { InvoicesPage } from '../features/billing/InvoicesPage';
import { BalancesPage } from '../features/billing/BalancesPage';
import { CashPage } from '../features/billing/CashPage';
import { ClaimsPage } from '../features/billing/ClaimsPage';
import { PricesPage } from '../features/billing/PricesPage';
import { MyDayPage } from '../features/encounters/MyDayPage';
import { VisitPage } from '../features/encounters/VisitPage';
import { WorklistPage } from '../features/imaging/WorklistPage';
import { AdministrationPage } from '../features/organization/AdministrationPage';
import { SettingsPage } from '../features/organization/SettingsPage';
import { MessagesPage } from '../features/messages/MessagesPage';
import { TasksPage } from '../features/messages/TasksPage';
import { FindPage } from '../features/people/FindPage';
import { RegisterPage } from '../features/people/RegisterPage';
import { isRecordPart, type RecordPart } from '../features/people/record/parts';
import { QueuePage } from '../features/scheduling/QueuePage';
import { TodayPage } from '../features/scheduling/TodayPage';
import { SyncCentrePage } from '../features/system/SyncCentrePage';
import { isDate } from '../shared/time/siteTime';
import { Broken } from './Broken';
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
  createRoute({
    getParentRoute: () => root,
    path: '/my-day',
    component: MyDayPage,
    validateSearch: (search: Record<string, unknown>): { referral?: string } => (typeof search.referral === 'string' ? { referral: search.referral } : {}),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/patients/$patientId/record',
    component: lazyRouteComponent(() => import('../features/people/record/RecordPage'), 'RecordPage'),
    validateSearch: (search: Record<string, unknown>): { part?: RecordPart } => (isRecordPart(search.part) ? { part: search.part } : {}),
  }),
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
  createRoute({
    getParentRoute: () => root,
    path: '/alerts',
    component: AlertsPage,
    validateSearch: (search: Record<string, unknown>): { alert?: string } => (typeof search.alert === 'string' ? { alert: search.alert } : {}),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/messages',
    component: MessagesPage,
    validateSearch: (search: Record<string, unknown>): { about?: string } => (typeof search.about === 'string' ? { about: search.about } : {}),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/tasks',
    component: TasksPage,
    validateSearch: (search: Record<string, unknown>): { task?: string } => (typeof search.task === 'string' ? { task: search.task } : {}),
  }),
  createRoute({ getParentRoute: () => root, path: '/imaging', component: WorklistPage }),
  createRoute({ getParentRoute: () => root, path: '/imaging/setup', component: lazyRouteComponent(() => import('../features/imaging/ImagingSetupPage'), 'ImagingSetupPage') }),
  createRoute({ getParentRoute: () => root, path: '/imaging/$scanId', component: lazyRouteComponent(() => import('../features/imaging/ScanPage'), 'ScanPage') }),
  createRoute({
    getParentRoute: () => root,
    path: '/imaging/$scanId/view',
    component: lazyRouteComponent(() => import('../features/imaging/viewer/ViewerPage'), 'ViewerPage'),
    validateSearch: (search: Record<string, unknown>): { image?: string; frame?: number } =>
      typeof search.image === 'string' ? { image: search.image, ...(Number.isInteger(search.frame) ? { frame: Number(search.frame) } : {}) } : {},
  }),
  createRoute({ getParentRoute: () => root, path: '/pharmacy', component: lazyRouteComponent(() => import('../features/medication/PharmacyPage'), 'PharmacyPage') }),
  createRoute({ getParentRoute: () => root, path: '/stock', component: lazyRouteComponent(() => import('../features/medication/StockPage'), 'StockPage') }),
  createRoute({
    getParentRoute: () => root,
    path: '/laboratory',
    component: lazyRouteComponent(() => import('../features/encounters/laboratory/LaboratoryPage'), 'LaboratoryPage'),
    validateSearch: (search: Record<string, unknown>): { order?: string } => (typeof search.order === 'string' ? { order: search.order } : {}),
  }),
  createRoute({ getParentRoute: () => root, path: '/sync', component: SyncCentrePage }),
  createRoute({
    getParentRoute: () => root,
    path: '/settings',
    component: SettingsPage,
    validateSearch: (search: Record<string, unknown>): { tab?: string } => (typeof search.tab === 'string' ? { tab: search.tab } : {}),
  }),
  createRoute({ getParentRoute: () => root, path: '/claims', component: ClaimsPage }),
  createRoute({ getParentRoute: () => root, path: '/balances', component: BalancesPage }),
  createRoute({ getParentRoute: () => root, path: '/cash', component: CashPage }),
  createRoute({ getParentRoute: () => root, path: '/prices', component: PricesPage }),
  createRoute({ getParentRoute: () => root, path: '/dashboard', component: lazyRouteComponent(() => import('../features/system/DashboardPage'), 'DashboardPage') }),
  createRoute({ getParentRoute: () => root, path: '/ward', component: lazyRouteComponent(() => import('../features/place/WardPage'), 'WardPage') }),
  createRoute({
    getParentRoute: () => root,
    path: '/medicines-due',
    component: lazyRouteComponent(() => import('../features/medication/MedicinesDuePage'), 'MedicinesDuePage'),
    validateSearch: (search: Record<string, unknown>): { patient?: string } => (typeof search.patient === 'string' ? { patient: search.patient } : {}),
  }),
  createRoute({ getParentRoute: () => root, path: '/triage', component: lazyRouteComponent(() => import('../features/acute/TriagePage'), 'TriagePage') }),
  createRoute({ getParentRoute: () => root, path: '/icu', component: lazyRouteComponent(() => import('../features/acute/IcuPage'), 'IcuPage') }),
  createRoute({ getParentRoute: () => root, path: '/patients/$patientId/readings', component: lazyRouteComponent(() => import('../features/acute/ReadingsPage'), 'ReadingsPage') }),
  createRoute({ getParentRoute: () => root, path: '/sessions', component: lazyRouteComponent(() => import('../features/wellness/SessionsPage'), 'SessionsPage') }),
  createRoute({ getParentRoute: () => root, path: '/sessions/$sessionId', component: lazyRouteComponent(() => import('../features/wellness/SessionPage'), 'SessionPage') }),
  createRoute({ getParentRoute: () => root, path: '/patients/$patientId/therapy', component: lazyRouteComponent(() => import('../features/wellness/TherapyPage'), 'TherapyPage') }),
  createRoute({ getParentRoute: () => root, path: '/plans/$planId', component: lazyRouteComponent(() => import('../features/wellness/PlanPage'), 'PlanPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration', component: AdministrationPage }),
  createRoute({ getParentRoute: () => root, path: '/administration/rules', component: lazyRouteComponent(() => import('../features/system/RulesPage'), 'RulesPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/rules/$ruleId', component: lazyRouteComponent(() => import('../features/system/RulePage'), 'RulePage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/places', component: lazyRouteComponent(() => import('../features/organization/PlacesPage'), 'PlacesPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/days-off', component: lazyRouteComponent(() => import('../features/organization/DaysOffPage'), 'DaysOffPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/duty', component: lazyRouteComponent(() => import('../features/organization/DutyPage'), 'DutyPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/alerts', component: lazyRouteComponent(() => import('../features/organization/AlertSettingsPage'), 'AlertSettingsPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/lab-tests', component: lazyRouteComponent(() => import('../features/encounters/laboratory/LabTestsPage'), 'LabTestsPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/note-templates', component: lazyRouteComponent(() => import('../features/encounters/noteTemplates/NoteTemplatesPage'), 'NoteTemplatesPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/connections', component: lazyRouteComponent(() => import('../features/system/ConnectionsPage'), 'ConnectionsPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/retention', component: lazyRouteComponent(() => import('../features/system/RetentionPage'), 'RetentionPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/devices', component: lazyRouteComponent(() => import('../features/system/devices/DevicesPage'), 'DevicesPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/backups', component: lazyRouteComponent(() => import('../features/system/work/BackupsPage'), 'BackupsPage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/exchange', component: lazyRouteComponent(() => import('../features/system/work/ExchangePage'), 'ExchangePage') }),
  createRoute({ getParentRoute: () => root, path: '/administration/metrics', component: lazyRouteComponent(() => import('../features/system/MetricsPage'), 'MetricsPage') }),
  createRoute({ getParentRoute: () => root, path: '/machines', component: lazyRouteComponent(() => import('../features/place/MachinesPage'), 'MachinesPage') }),
  createRoute({ getParentRoute: () => root, path: '/formulary', component: lazyRouteComponent(() => import('../features/medication/FormularyPage'), 'FormularyPage') }),
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
  createRoute({ getParentRoute: () => root, path: '/me', component: lazyRouteComponent(() => import('../features/kiosk/StartPage'), 'StartPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/appointments', component: lazyRouteComponent(() => import('../features/kiosk/OwnAppointmentsPage'), 'OwnAppointmentsPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/visits', component: lazyRouteComponent(() => import('../features/kiosk/OwnVisitsPage'), 'OwnVisitsPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/visits/$visitId', component: lazyRouteComponent(() => import('../features/kiosk/OwnVisitPage'), 'OwnVisitPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/health', component: lazyRouteComponent(() => import('../features/kiosk/OwnHealthPage'), 'OwnHealthPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/medicines', component: lazyRouteComponent(() => import('../features/kiosk/OwnMedicinesPage'), 'OwnMedicinesPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/bills', component: lazyRouteComponent(() => import('../features/kiosk/OwnBillsPage'), 'OwnBillsPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/bills/$invoiceId', component: lazyRouteComponent(() => import('../features/kiosk/OwnBillPage'), 'OwnBillPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/plans', component: lazyRouteComponent(() => import('../features/kiosk/OwnPlansPage'), 'OwnPlansPage') }),
  createRoute({ getParentRoute: () => root, path: '/me/plans/$planId', component: lazyRouteComponent(() => import('../features/kiosk/OwnPlanPage'), 'OwnPlanPage') }),
  createRoute({
    getParentRoute: () => root,
    path: '/me/messages',
    component: lazyRouteComponent(() => import('../features/kiosk/OwnMessagesPage'), 'OwnMessagesPage'),
    validateSearch: (search: Record<string, unknown>): { about?: string } => (typeof search.about === 'string' ? { about: search.about } : {}),
  }),
]);

export const router = createRouter({ routeTree: routes, history: createHashHistory(), defaultPreload: 'intent', defaultErrorComponent: Broken });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
