import { IconCalendar, IconChecklist, IconHeart, IconHome, IconMessage, IconPill, IconReceipt, IconStethoscope } from '@tabler/icons-react';

/** What a patient finds along the top, what is asked for most often first. */
export const ownScreens = [
  { path: '/me', label: 'own.start', icon: IconHome, keys: 'alt+1', testid: 'own-nav-start' },
  { path: '/me/appointments', label: 'own.appointments', icon: IconCalendar, keys: 'alt+2', testid: 'own-nav-appointments' },
  { path: '/me/visits', label: 'own.visits', icon: IconStethoscope, keys: 'alt+3', testid: 'own-nav-visits' },
  { path: '/me/health', label: 'own.health', icon: IconHeart, keys: 'alt+4', testid: 'own-nav-health' },
  { path: '/me/medicines', label: 'own.medicines', icon: IconPill, keys: 'alt+5', testid: 'own-nav-medicines' },
  { path: '/me/bills', label: 'own.bills', icon: IconReceipt, keys: 'alt+6', testid: 'own-nav-bills' },
  { path: '/me/plans', label: 'own.plans', icon: IconChecklist, keys: 'alt+7', testid: 'own-nav-plans' },
  { path: '/me/messages', label: 'own.messages', icon: IconMessage, keys: 'alt+8', testid: 'own-nav-messages' },
] as const;

/** Whether an address is one of a patient's own pages. */
export function isOwnPath(path: string): boolean {
  return path === '/me' || path.startsWith('/me/');
}
