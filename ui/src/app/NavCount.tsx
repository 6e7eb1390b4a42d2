import { VisuallyHidden } from '@mantine/core';
import { useCommand } from '../api/useCommand';
import { useAskAgain, useMyAlerts, waitsForMe } from '../features/alerts/myAlerts';
import classes from './NavCount.module.css';
import { t } from './messages';
import { useUser } from './session';
import type { ScreenPath } from './screens';

function Count(props: { count: number; urgent?: boolean }) {
  if (props.count === 0) return null;
  return (
    <span className={classes.count} data-urgent={props.urgent || undefined} data-testid="nav-count">
      <span aria-hidden>{props.count > 99 ? '99+' : props.count}</span>
      <VisuallyHidden>{t('nav.count', { count: props.count })}</VisuallyHidden>
    </span>
  );
}

function AlertsCount() {
  const user = useUser();
  return <Count count={useMyAlerts().filter((alert) => waitsForMe(alert, user.id)).length} urgent />;
}

function UnreadCount() {
  useAskAgain('messages.unread', 60);
  const unread = useCommand('messages.unread', {}, ['notifications', 'chat_messages', 'appointments']).data;
  return <Count count={(unread?.notifications ?? 0) + (unread?.messages ?? 0)} />;
}

/** How much waits behind a line of the navigation. */
export function NavCount(props: { path: ScreenPath }) {
  if (props.path === '/alerts') return <AlertsCount />;
  if (props.path === '/messages') return <UnreadCount />;
  return null;
}
