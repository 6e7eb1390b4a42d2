import type { NavigateOptions } from '@tanstack/react-router';
import type { NotificationLine } from '../../api/commands';

/** The own page that shows what a note is about; nothing where none does. */
export function noteWay({ kind, link_table: table, link_row_id: row }: NotificationLine): NavigateOptions | null {
  if (table === null || row === null) return null;
  switch (table) {
    case 'appointments':
      return kind === 'message' ? { to: '/me/messages', search: { about: row } } : { to: '/me/appointments' };
    case 'visits':
      return { to: '/me/visits/$visitId', params: { visitId: row } };
    case 'invoices':
      return { to: '/me/bills/$invoiceId', params: { invoiceId: row } };
    case 'wellness_plans':
      return { to: '/me/plans/$planId', params: { planId: row } };
    case 'lab_orders':
    case 'lab_results':
      return { to: '/me/health' };
    case 'prescriptions':
    case 'prescription_items':
      return { to: '/me/medicines' };
    default:
      return null;
  }
}
