import { useCommand } from '../../api/useCommand';
import { useAskAgain } from '../alerts/myAlerts';

/** How many of the newest notes have not been read. */
export function useUnread(): number {
  useAskAgain('messages.own_notifications', 60);
  const notes = useCommand('messages.own_notifications', { after: null, limit: null }, ['notifications', 'appointments']);
  return notes.data?.items.filter((note) => note.read_at === null).length ?? 0;
}
