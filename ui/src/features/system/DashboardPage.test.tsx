import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Dashboard } from '../../api/commands';
import { periodOf } from '../../shared/time/period';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import { expectAccessible } from '../../test/accessible';
import { choose } from '../../test/choose';
import { openSession, openWindow, refusal } from '../../test/window';

const today = dateAt(nowMicros(), 'Europe/London');
const site = { version: 1, code: null, kind: null, time_zone: 'Europe/London', currency: 'GBP', address_line: null, city: null, state: null, postal_code: null, country: null, phone: null, email: null, is_active: true };
const dashboard: Dashboard = {
  covers: { sites: [{ id: 's', name: 'Canal Street' }], limits: null },
  days: [
    { day: '2026-11-26', appointments: 18, missed: 2, cancelled: 1, visits: 17, wait_minutes_median: 12 },
    { day: '2026-11-27', appointments: 0, missed: 0, cancelled: 0, visits: 0, wait_minutes_median: null },
  ],
  money: [{ currency: 'GBP', taken_minor: 90000, refunded_minor: 1000 }],
  alerts: { raised: 4, acknowledged: 3, minutes_to_acknowledge_median: 1.5 },
  methods: [{ name: 'Triage colour', decided: 8, accepted: 6 }],
  lots_expiring: 3, beds: 8, beds_occupied: 6,
};

function openDashboard(more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/dashboard', {
    'session.state': () => openSession(['manager']),
    'organization.sites': () => [{ ...site, id: 's', name: 'Canal Street' }, { ...site, id: 'mill', name: 'Mill Road' }],
    'system.dashboard': () => dashboard,
    'billing.revenue': () => ({ covers: dashboard.covers, totals: [] }),
    'alerts.response_times': () => [],
    ...more,
  });
}

test('the figures of the time stand in tiles, and day by day behind them', async () => {
  const { asked } = openDashboard();
  expect(await screen.findByTestId('tile-visits')).toHaveTextContent('17');
  await waitFor(() => expect(asked).toContainEqual({ name: 'system.dashboard', request: { ...periodOf('thirty', today), site_id: null } }));
  expect(screen.getByTestId('tile-missed')).toHaveTextContent('10 %2 of 20');
  expect(screen.getByTestId('tile-money')).toHaveTextContent('£890.00£10.00 given back');
  expect(screen.getByTestId('tile-alerts')).toHaveTextContent('3 answered, half within 1.5 min');
  expect(screen.getByTestId('tile-beds')).toHaveTextContent('75 %');
  expect(screen.getByTestId('method')).toHaveTextContent('6 of 8 · 75 %');
  await userEvent.click(screen.getByTestId('dashboard-figures-toggle'));
  expect(within(screen.getByTestId('dashboard-figures')).getAllByTestId('figures-day')).toHaveLength(2);
  await expectAccessible();
});

test('another branch and another time are asked for, and times of alerts are left to their own branch', async () => {
  const { asked } = openDashboard();
  expect(await screen.findByTestId('chart-alerts')).toBeVisible();
  await choose('dashboard-site', 'Mill Road');
  await choose('dashboard-period', 'Last month');
  await waitFor(() => expect(asked).toContainEqual({ name: 'system.dashboard', request: { ...periodOf('month_before', today), site_id: 'mill' } }));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.revenue', request: { ...periodOf('month_before', today), site_id: 'mill', by: 'day' } }));
  expect(screen.queryByTestId('chart-alerts')).toBeNull();
});

test('a PC that does not hold the record says where to ask', async () => {
  openDashboard({ 'system.dashboard': () => refusal('not_held_here', 'This PC is set up for the front desk and does not hold all that is counted here.') });
  expect(await screen.findByRole('alert')).toHaveTextContent('does not hold all that is counted here');
  expect(screen.queryByTestId('tile-visits')).toBeNull();
});

test('a time in which nothing happened is said, not drawn', async () => {
  openDashboard({ 'system.dashboard': () => ({ ...dashboard, days: [], money: [], methods: [], alerts: { raised: 0, acknowledged: 0, minutes_to_acknowledge_median: null }, beds: 0, beds_occupied: 0 }) });
  expect(await screen.findByText('Nothing happened in this time')).toBeVisible();
  expect(screen.getByTestId('tile-alerts')).toHaveTextContent('None was raised');
  expect(screen.getByTestId('tile-beds')).toHaveTextContent('No beds here');
  expect(screen.queryByTestId('chart-visits')).toBeNull();
});
