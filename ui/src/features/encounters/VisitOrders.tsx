import { Badge, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Visit } from '../../api/commands';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { FlagBadge } from '../people/ClinicalSections';
import { PriorityBadge } from './laboratory/OrderPane';
import { rangeText, valueText } from './laboratory/ShownResult';
import rows from './rows.module.css';

/** What was ordered in a visit, with what came of it. */
export function VisitOrders(props: { orders: Visit['lab_orders']; results: Visit['results'] }) {
  const { orders, results } = props;
  const { time_zone: zone } = useSite();
  const mayOpen = useMay('see_laboratory');
  const known = new Set(orders.map((order) => order.id));
  const others = results.filter((result) => result.lab_order_id === null || !known.has(result.lab_order_id));
  if (orders.length === 0 && results.length === 0) return null;
  const line = (result: Visit['results'][number]) => (
    <Text component="div" key={result.id} size="sm" {...(result.struck ? { td: 'line-through', c: 'dimmed' } : {})} data-testid="visit-result">
      {result.test_name}{' '}
      {result.value === null ? (
        <Text span size="sm" c="dimmed">
          {word('lab_status', result.status)}
        </Text>
      ) : (
        <>
          <b className="numbers">{valueText(result)}</b>{' '}
          <Text span size="sm" c="dimmed" className="numbers">
            {rangeText(result)}
          </Text>{' '}
          {!result.struck && <FlagBadge flag={result.abnormal_flag} />}
        </>
      )}
    </Text>
  );
  return (
    <Panel title={t('visit.orders')} count={orders.length} flush testid="visit-orders">
      {orders.map((order) => (
        <article key={order.id} className={rows.row} data-testid="visit-order">
          <div className={rows.what}>
            <Group gap={6}>
              <Text span size="sm" fw={560} className="any-script">
                {order.panel_name}
              </Text>
              <PriorityBadge priority={order.priority} />
              <Badge color={order.awaited > 0 && order.status !== 'cancelled' ? 'accent' : 'gray'}>{word('lab_status', order.status)}</Badge>
              {order.awaited > 0 && order.status !== 'cancelled' && (
                <Text span size="xs" c="dimmed">
                  {t('visit.orders.awaited', { count: order.awaited })}
                </Text>
              )}
            </Group>
            {results.filter((result) => result.lab_order_id === order.id).map(line)}
            <Text size="xs" c="dimmed" className="any-script">
              {[showDayAndTime(order.ordered_at, zone), order.specimen_number, order.reason, order.cancel_reason].filter(Boolean).join(' · ')}
            </Text>
          </div>
          {mayOpen && (
            <Link to="/laboratory" search={{ order: order.id }} className="text-link" aria-label={t('visit.orders.open_one', { panel: order.panel_name })}>
              {t('visit.orders.open')}
            </Link>
          )}
        </article>
      ))}
      {others.length > 0 && (
        <div className={rows.row}>
          <div className={rows.what}>{others.map(line)}</div>
        </div>
      )}
    </Panel>
  );
}
