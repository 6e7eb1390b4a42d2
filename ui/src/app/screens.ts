import {
  IconAdjustments,
  IconAlarm,
  IconBed,
  IconBuildingHospital,
  IconCalendar,
  IconCashRegister,
  IconChartBar,
  IconChecklist,
  IconFileDollar,
  IconFlask,
  IconHeartRateMonitor,
  IconMessage,
  IconMessages,
  IconPackages,
  IconPill,
  IconPills,
  IconReceipt,
  IconRefreshDot,
  IconScale,
  IconScan,
  IconStethoscope,
  IconTags,
  IconUrgent,
  IconUserSearch,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { MessageKey } from './messages';
import { allows, type Ability } from './permissions';

interface Described {
  path: string;
  label: MessageKey;
  icon: typeof IconCalendar;
  needs: Ability | null;
  keys: string;
  testid: string;
}

/** The screens of the navigation, in the order of a day. */
const inOrder = [
  { path: '/my-day', label: 'nav.my_day', icon: IconStethoscope, needs: 'see_own_day', keys: 'alt+j', testid: 'nav-my-day' },
  { path: '/today', label: 'nav.today', icon: IconCalendar, needs: 'see_calendar', keys: 'alt+1', testid: 'nav-today' },
  { path: '/queue', label: 'nav.queue', icon: IconUsers, needs: 'see_calendar', keys: 'alt+2', testid: 'nav-queue' },
  { path: '/ward', label: 'nav.ward', icon: IconBed, needs: 'see_beds', keys: 'alt+w', testid: 'nav-ward' },
  { path: '/medicines-due', label: 'nav.medicines_due', icon: IconPills, needs: 'give_medicines', keys: 'alt+7', testid: 'nav-medicines-due' },
  { path: '/triage', label: 'nav.triage', icon: IconUrgent, needs: 'see_acute', keys: 'alt+g', testid: 'nav-triage' },
  { path: '/icu', label: 'nav.icu', icon: IconHeartRateMonitor, needs: 'see_acute', keys: 'alt+u', testid: 'nav-icu' },
  { path: '/sessions', label: 'nav.sessions', icon: IconMessages, needs: 'give_therapy', keys: 'alt+t', testid: 'nav-sessions' },
  { path: '/find', label: 'nav.find', icon: IconUserSearch, needs: 'find_patients', keys: 'alt+3', testid: 'nav-find' },
  { path: '/laboratory', label: 'nav.laboratory', icon: IconFlask, needs: 'see_laboratory', keys: 'alt+l', testid: 'nav-laboratory' },
  { path: '/imaging', label: 'nav.imaging', icon: IconScan, needs: 'see_imaging', keys: 'alt+i', testid: 'nav-imaging' },
  { path: '/pharmacy', label: 'nav.pharmacy', icon: IconPill, needs: 'see_pharmacy', keys: 'alt+p', testid: 'nav-pharmacy' },
  { path: '/stock', label: 'nav.stock', icon: IconPackages, needs: 'see_stock', keys: 'alt+o', testid: 'nav-stock' },
  { path: '/invoices', label: 'nav.invoices', icon: IconReceipt, needs: 'see_money', keys: 'alt+4', testid: 'nav-invoices' },
  { path: '/claims', label: 'nav.claims', icon: IconFileDollar, needs: 'see_accounts', keys: 'alt+c', testid: 'nav-claims' },
  { path: '/balances', label: 'nav.balances', icon: IconScale, needs: 'see_accounts', keys: 'alt+b', testid: 'nav-balances' },
  { path: '/cash', label: 'nav.cash', icon: IconCashRegister, needs: 'see_accounts', keys: 'alt+h', testid: 'nav-cash' },
  { path: '/prices', label: 'nav.prices', icon: IconTags, needs: 'keep_prices', keys: 'alt+q', testid: 'nav-prices' },
  { path: '/dashboard', label: 'nav.dashboard', icon: IconChartBar, needs: 'see_totals', keys: 'alt+d', testid: 'nav-dashboard' },
  { path: '/alerts', label: 'nav.alerts', icon: IconAlarm, needs: 'see_alerts', keys: 'alt+a', testid: 'nav-alerts' },
  { path: '/tasks', label: 'nav.tasks', icon: IconChecklist, needs: 'do_tasks', keys: 'alt+k', testid: 'nav-tasks' },
  { path: '/messages', label: 'nav.messages', icon: IconMessage, needs: 'see_notes', keys: 'alt+m', testid: 'nav-messages' },
  { path: '/duplicates', label: 'nav.duplicates', icon: IconUsersGroup, needs: 'merge_patients', keys: 'alt+y', testid: 'nav-duplicates' },
  { path: '/administration', label: 'nav.administration', icon: IconBuildingHospital, needs: 'administer', keys: 'alt+r', testid: 'nav-administration' },
  { path: '/sync', label: 'nav.sync', icon: IconRefreshDot, needs: null, keys: 'alt+5', testid: 'nav-sync' },
  { path: '/settings', label: 'nav.settings', icon: IconAdjustments, needs: null, keys: 'alt+6', testid: 'nav-settings' },
] as const satisfies readonly Described[];

export type ScreenPath = (typeof inOrder)[number]['path'];

export interface Screen extends Described {
  path: ScreenPath;
}

export const screens: readonly Screen[] = inOrder;

/** The screens that a person with these roles works with. */
export function screensFor(roles: readonly string[]): readonly Screen[] {
  return screens.filter((screen) => screen.needs === null || allows(roles, screen.needs));
}
