import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import decodeQR from 'qr/decode.js';
import { act } from 'react';
import { expect, test } from 'vitest';
import type { DeviceAtCentre, KnownDevice, KnownDevices } from '../../../api/shell';
import { router } from '../../../app/router';
import { nowMicros } from '../../../shared/time/siteTime';
import { expectAccessible } from '../../../test/accessible';
import { choose } from '../../../test/choose';
import { openSession, openWindow, refusal } from '../../../test/window';

const MINUTE = 60_000_000;
const DAY = 24 * 60 * MINUTE;
const slow = { timeout: 20_000 };

const row = (id: string, more: Partial<KnownDevice> = {}): KnownDevice => ({ id, name: id, profile: 'front_desk', site: 's', person: null, platform: 'linux x86_64', enrolled_at: 0, revoked_at: null, revoke_reason: null, ...more });
const known: KnownDevices = { this_device: 'Desk', last_contact_at: Date.UTC(2026, 2, 1, 9) * 1000, devices: [row('Desk'), row('Ward', { profile: 'clinical' })], people: [{ id: 'tom', name: 'Tom Reilly' }] };
const atCentre = (id: string, more: Partial<DeviceAtCentre> = {}): DeviceAtCentre => ({ ...row(id), program: 'Holdfast/0.1.0', last_seen_at: nowMicros() - 2.5 * MINUTE, behind: 0, behind_since: null, waiting: 0, oldest_waiting_at: null, told_at: nowMicros() - MINUTE, left_at: null, ...more });
const sites = [{ id: 's', name: 'Canal Street', is_active: true }];

type Answers = Parameters<typeof openWindow>[1];

async function open(answers: Answers, roles = ['it_admin']) {
  const opened = openWindow('/administration/devices', { 'session.state': () => openSession(roles), 'device.known': () => known, 'organization.sites': () => sites as never, ...answers });
  await screen.findByTestId('account-menu');
  await act(() => router.navigate({ to: '/administration/devices' }));
  return opened;
}

/** The line of one PC. */
async function line(name: string): Promise<HTMLElement> {
  const cell = await screen.findByText(name, { selector: '[data-testid="device"] *' }, slow);
  const found = cell.closest('tr');
  if (!found) throw new Error('no line');
  return found;
}

test('every PC is shown with what the centre knows, and a silent one stands out', async () => {
  await open({
    'device.at_centre': () => ({
      lease_days: 30,
      devices: [
        atCentre('Desk'),
        atCentre('Ward', { last_seen_at: nowMicros() - 12 * DAY - 60 * MINUTE, behind: 214, behind_since: nowMicros() - 12 * DAY - 60 * MINUTE, waiting: 3, oldest_waiting_at: nowMicros() - 12 * DAY, person: 'tom' }),
        atCentre('Old', { last_seen_at: nowMicros() - 40 * DAY - 60 * MINUTE }),
        atCentre('Sold', { revoked_at: nowMicros() - DAY, revoke_reason: 'Sold' }),
        atCentre('Gone', { revoked_at: nowMicros() - DAY, left_at: nowMicros() }),
      ],
    }),
  });
  await screen.findByTestId('device-invite', {}, slow);
  const ward = within(await line('Ward'));
  expect(ward.getByText('silent for 12 days')).toBeVisible();
  expect(ward.getByText('214 changes, the oldest 12 days old')).toBeVisible();
  expect(ward.getByText(/^3 changes on .*, the oldest of/)).toBeVisible();
  expect(ward.getByText('Front desk · Canal Street · Tom Reilly')).toBeVisible();
  const desk = within(await line('Desk'));
  expect(desk.getByText('This PC')).toBeVisible();
  expect(desk.getByText('2 min ago')).toBeVisible();
  expect(desk.queryByTestId('device-revoke')).toBeNull();
  expect(within(await line('Old')).getByText('silent for 40 days, so it has locked itself')).toBeVisible();
  const sold = within(await line('Sold'));
  expect(sold.getByText(/It has not come back since/)).toBeVisible();
  expect(sold.getByText('Reason: Sold')).toBeVisible();
  expect(screen.queryByText('Gone')).toBeNull();
  await userEvent.click(screen.getByTestId('devices-with-revoked'));
  expect(within(await line('Gone')).getByText(/has forgotten its keys/)).toBeVisible();
  await expectAccessible();
});

test('without the centre this PC’s own list is shown with its day, and nothing can be changed', async () => {
  let isAway = true;
  await open({ 'device.at_centre': () => (isAway ? refusal('unreachable', 'The centre cannot be reached.') : { lease_days: 30, devices: [atCentre('Desk')] }) });
  expect(await screen.findByTestId('devices-as-of', {}, slow)).toHaveTextContent(/The centre cannot be reached\. This is what this PC last heard on .*Mar 1, 2026/);
  expect(within(await line('Ward')).queryByTestId('device-place')).toBeNull();
  expect(screen.queryByTestId('device-invite')).toBeNull();
  isAway = false;
  await userEvent.click(screen.getByTestId('devices-ask-again'));
  expect(await screen.findByTestId('device-invite')).toBeVisible();
  expect(screen.queryByTestId('devices-as-of')).toBeNull();
});

test('a PC is invited, and its link is shown once as text and as a code that reads as the link', async () => {
  const link = 'holdfast://enrol?server=https%3A%2F%2Fclinic.example%3A8443&ca=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef&code=7ZZZZZZZZZZZZZZZZZZZZZZZZZ';
  let answers = 0;
  const { asked } = await open({
    'device.at_centre': () => ({ lease_days: 30, devices: [atCentre('Desk')] }),
    'device.invite': () => (++answers === 1 ? refusal('wrong_password', 'The password is not right.', 'password') : { link, expires_at: nowMicros() + DAY }),
  });
  await userEvent.click(await screen.findByTestId('device-invite', {}, slow));
  await userEvent.click(await screen.findByTestId('device-invite-submit'));
  expect(await screen.findByText('Type your password.')).toBeVisible();
  fireEvent.change(screen.getByTestId('device-invite-password'), { target: { value: 'wrong' } });
  await userEvent.click(screen.getByTestId('device-invite-submit'));
  expect(await screen.findByText('Give the PC a name.')).toBeVisible();
  expect(screen.getByText('Choose what the PC is used for.')).toBeVisible();
  fireEvent.change(screen.getByTestId('device-name'), { target: { value: 'Laboratory 2' } });
  await choose('device-use', 'Laboratory');
  await userEvent.click(screen.getByTestId('device-invite-submit'));
  expect(await screen.findByText('The password is not right.')).toBeVisible();
  fireEvent.change(screen.getByTestId('device-invite-password'), { target: { value: 'harbour lantern' } });
  await userEvent.click(screen.getByTestId('device-invite-submit'));
  expect(await screen.findByTestId('device-link-text')).toHaveTextContent(link);
  expect(asked).toContainEqual({ name: 'device.invite', request: { password: 'harbour lantern', device_name: 'Laboratory 2', site: 's', profile: 'laboratory', valid_hours: 24 } });
  expect(asked.some((each) => each.name === 'draft.keep' && JSON.stringify(each.request).includes('harbour'))).toBe(false);
  expect(readCode(screen.getByTestId('device-link-code'))).toBe(link);
  await expectAccessible();
  await userEvent.click(screen.getByTestId('device-link-done'));
  await waitFor(() => expect(screen.queryByTestId('device-link-text')).toBeNull());
  await userEvent.click(screen.getByTestId('device-invite'));
  expect(await screen.findByTestId('device-name')).toHaveValue('');
});

/** Draws the squares of the code as a camera would see them, and reads them. */
function readCode(code: HTMLElement): string {
  const size = Number(code.getAttribute('viewBox')?.split(' ')[2]);
  const scale = 4;
  const side = size * scale;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  const path = code.querySelector('path')?.getAttribute('d') ?? '';
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column += 1) {
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
      }
    }
  }
  return decodeQR({ width: side, height: side, data });
}

test('a PC is placed, and the list follows at once', async () => {
  const { asked } = await open({
    'device.at_centre': () => ({ lease_days: 30, devices: [atCentre('Desk'), atCentre('Ward')] }),
    'device.place': ({ profile, person }) => ({ lease_days: 30, devices: [atCentre('Desk'), atCentre('Ward', { profile, person })] }),
  });
  await screen.findByTestId('device-invite', {}, slow);
  await userEvent.click(within(await line('Ward')).getByTestId('device-place'));
  await choose('device-use', 'Treatment');
  await choose('device-person', 'Tom Reilly');
  fireEvent.change(screen.getByTestId('device-place-password'), { target: { value: 'harbour lantern' } });
  await userEvent.click(screen.getByTestId('device-place-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'device.place', request: { password: 'harbour lantern', device: 'Ward', profile: 'clinical', site: 's', person: 'tom' } }));
  expect(within(await line('Ward')).getByText('Treatment · Canal Street · Tom Reilly')).toBeVisible();
});

test('a PC is revoked only once its name and a reason were typed', async () => {
  const { asked } = await open({
    'device.at_centre': () => ({ lease_days: 30, devices: [atCentre('Desk'), atCentre('Ward')] }),
    'device.revoke': ({ reason }) => ({ lease_days: 30, devices: [atCentre('Desk'), atCentre('Ward', { revoked_at: nowMicros(), revoke_reason: reason })] }),
  });
  await screen.findByTestId('device-invite', {}, slow);
  await userEvent.click(within(await line('Ward')).getByTestId('device-revoke'));
  fireEvent.change(await screen.findByTestId('device-revoke-password'), { target: { value: 'harbour lantern' } });
  fireEvent.change(screen.getByTestId('device-revoke-name'), { target: { value: 'Desk' } });
  await userEvent.click(screen.getByTestId('device-revoke-submit'));
  expect(await screen.findByText('This is not the name of the PC.')).toBeVisible();
  expect(screen.getByText('Say why.')).toBeVisible();
  fireEvent.change(screen.getByTestId('device-revoke-reason'), { target: { value: 'Stolen' } });
  await userEvent.click(screen.getByTestId('device-revoke-submit'));
  expect(asked.some((each) => each.name === 'device.revoke')).toBe(false);
  fireEvent.change(screen.getByTestId('device-revoke-name'), { target: { value: ' ward ' } });
  await userEvent.click(screen.getByTestId('device-revoke-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'device.revoke', request: { password: 'harbour lantern', device: 'Ward', reason: 'Stolen' } }));
  expect(within(await line('Ward')).getByText('Reason: Stolen')).toBeVisible();
});

test('a PC that works alone says so, and whoever may not look after PCs sees none', async () => {
  const { asked } = await open({ 'device.known': () => ({ ...known, this_device: null, devices: [] }) });
  expect(await screen.findByText('This PC works alone', {}, slow)).toBeVisible();
  expect(asked.some((each) => each.name === 'device.at_centre')).toBe(false);
});

test('a receptionist gets a plain word instead of the list', async () => {
  const { asked } = await open({}, ['receptionist']);
  expect(await screen.findByText(/Ask an administrator|administrators/i, {}, slow)).toBeVisible();
  expect(asked.some((each) => each.name.startsWith('device.'))).toBe(false);
});
