import { VisuallyHidden } from '@mantine/core';
import { useMyAlerts, waitsForMe } from '../features/alerts/myAlerts';
import classes from './NavCount.module.css';
import { t } from './messages';
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
  return <Count count={useMyAlerts().filter(waitsForMe).length} urgent />;
}

/** How much waits behind a line of the navigation. */
export function NavCount(props: { path: ScreenPath }) {
  if (props.path === '/alerts') return <AlertsCount />;
  return null;
}
