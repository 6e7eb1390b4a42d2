import { IconAdjustments, IconBuildingHospital, IconCalendar, IconReceipt, IconRefreshDot, IconUsers, IconUserSearch, IconUsersGroup } from '@tabler/icons-react';
import type { MessageKey } from './messages';
import { allows, type Ability } from './permissions';

export type ScreenPath = '/today' | '/queue' | '/find' | '/invoices' | '/sync' | '/settings' | '/administration' | '/duplicates';

export interface Screen {
  path: ScreenPath;
  label: MessageKey;
  icon: typeof IconCalendar;
  needs: Ability | null;
  keys: string;
  testid: string;
}

/** The screens of the navigation, in the order of a day. */
export const screens: readonly Screen[] = [
  { path: '/today', label: 'nav.today', icon: IconCalendar, needs: 'see_calendar', keys: 'alt+1', testid: 'nav-today' },
  { path: '/queue', label: 'nav.queue', icon: IconUsers, needs: 'see_calendar', keys: 'alt+2', testid: 'nav-queue' },
  { path: '/find', label: 'nav.find', icon: IconUserSearch, needs: 'find_patients', keys: 'alt+3', testid: 'nav-find' },
  { path: '/invoices', label: 'nav.invoices', icon: IconReceipt, needs: 'see_money', keys: 'alt+4', testid: 'nav-invoices' },
  { path: '/sync', label: 'nav.sync', icon: IconRefreshDot, needs: null, keys: 'alt+5', testid: 'nav-sync' },
  { path: '/settings', label: 'nav.settings', icon: IconAdjustments, needs: null, keys: 'alt+6', testid: 'nav-settings' },
  { path: '/administration', label: 'nav.administration', icon: IconBuildingHospital, needs: 'administer', keys: 'alt+r', testid: 'nav-administration' },
  { path: '/duplicates', label: 'nav.duplicates', icon: IconUsersGroup, needs: 'merge_patients', keys: 'alt+y', testid: 'nav-duplicates' },
];

/** The screens that a person with these roles works with. */
export function screensFor(roles: readonly string[]): readonly Screen[] {
  return screens.filter((screen) => screen.needs === null || allows(roles, screen.needs));
}
