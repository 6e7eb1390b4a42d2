import { IconAdjustments, IconBed, IconCalendar, IconHeartRateMonitor, IconMessages, IconReceipt, IconRefreshDot, IconUrgent, IconUsers, IconUserSearch } from '@tabler/icons-react';
import type { MessageKey } from './messages';
import { allows, type Ability } from './permissions';

export type ScreenPath = '/today' | '/queue' | '/find' | '/invoices' | '/sync' | '/settings' | '/ward' | '/triage' | '/icu' | '/sessions';

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
  { path: '/ward', label: 'nav.ward', icon: IconBed, needs: 'see_beds', keys: 'alt+w', testid: 'nav-ward' },
  { path: '/triage', label: 'nav.triage', icon: IconUrgent, needs: 'see_acute', keys: 'alt+g', testid: 'nav-triage' },
  { path: '/icu', label: 'nav.icu', icon: IconHeartRateMonitor, needs: 'see_acute', keys: 'alt+u', testid: 'nav-icu' },
  { path: '/sessions', label: 'nav.sessions', icon: IconMessages, needs: 'give_therapy', keys: 'alt+t', testid: 'nav-sessions' },
  { path: '/invoices', label: 'nav.invoices', icon: IconReceipt, needs: 'see_money', keys: 'alt+4', testid: 'nav-invoices' },
  { path: '/sync', label: 'nav.sync', icon: IconRefreshDot, needs: null, keys: 'alt+5', testid: 'nav-sync' },
  { path: '/settings', label: 'nav.settings', icon: IconAdjustments, needs: null, keys: 'alt+6', testid: 'nav-settings' },
];

/** The screens that a person with these roles works with. */
export function screensFor(roles: readonly string[]): readonly Screen[] {
  return screens.filter((screen) => screen.needs === null || allows(roles, screen.needs));
}
