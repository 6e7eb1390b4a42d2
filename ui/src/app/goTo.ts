import { useNavigate } from '@tanstack/react-router';
import { useMay } from './session';

/**
 * The way to the screen of a row that an alert, a task or a note is about; nothing where no screen
 * shows that kind of row.
 */
export function useGoTo(): (table: string | null, row: string | null) => (() => void) | null {
  const navigate = useNavigate();
  const mayTalk = useMay('see_chats');
  const mayLaboratory = useMay('see_laboratory');
  const mayOwnDay = useMay('see_own_day');
  return (table, row) => {
    if (!table || !row) return null;
    switch (table) {
      case 'alerts':
        return () => void navigate({ to: '/alerts', search: { alert: row } });
      case 'appointments':
        return mayTalk ? () => void navigate({ to: '/messages', search: { about: row } }) : null;
      case 'tasks':
        return () => void navigate({ to: '/tasks', search: { task: row } });
      case 'patients':
        return () => void navigate({ to: '/patients/$patientId', params: { patientId: row } });
      case 'visits':
        return () => void navigate({ to: '/visits/$visitId', params: { visitId: row } });
      case 'invoices':
        return () => void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: row } });
      case 'lab_orders':
        return mayLaboratory ? () => void navigate({ to: '/laboratory', search: { order: row } }) : null;
      case 'referrals':
        return mayOwnDay ? () => void navigate({ to: '/my-day', search: { referral: row } }) : null;
      case 'sync_conflicts':
        return () => void navigate({ to: '/sync' });
      default:
        return null;
    }
  };
}
