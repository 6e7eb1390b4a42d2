import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import type { Claim } from '../../api/commands';
import { expectAccessible } from '../../test/accessible';
import { choose } from '../../test/choose';
import { claim, invoice } from '../../test/money';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

function openClaims(claims: readonly Claim[], roles: string[], more: Parameters<typeof openWindow>[1] = {}) {
  return openWindow('/claims', {
    'session.state': () => openSession(roles),
    'billing.claims': ({ status }) => claims.filter((each) => each.status === status),
    'billing.invoice': () => ({ ...invoice, claims: [...claims] }),
    ...more,
  });
}

test('the insurer promises a part, and the claim moves on to be paid', async () => {
  let stored: Claim = claim;
  const claims: Claim[] = [stored];
  const { asked } = openClaims(claims, ['finance'], {
    'billing.approve_claim': () => {
      stored = { ...stored, version: 3, status: 'approved', approved_minor: 3000 };
      claims[0] = stored;
      return {};
    },
  });
  await userEvent.click(await screen.findByTestId('claim-open'));
  await userEvent.click(await screen.findByTestId('claim-step-approve'));
  const amount = screen.getByTestId('claim-approved');
  expect(amount).toHaveValue('40.00');
  await userEvent.clear(amount);
  await userEvent.type(amount, '41');
  await userEvent.click(screen.getByTestId('claim-approve-submit'));
  expect(await screen.findByText('No more than £40.00 was claimed.')).toBeVisible();
  expect(asked.some((each) => each.name === 'billing.approve_claim')).toBe(false);

  await userEvent.clear(amount);
  await userEvent.type(amount, '30');
  await userEvent.type(screen.getByTestId('claim-share'), '10');
  await userEvent.type(screen.getByTestId('claim-reference'), 'BX-7');
  await userEvent.click(screen.getByTestId('claim-approve-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.approve_claim', request: { id: 'claim', version: 2, approved_minor: 3000, patient_share_minor: 1000, insurer_reference: 'BX-7' } }));

  await tablesChanged('insurance_claims');
  expect(await screen.findByTestId('claim-step-settle')).toBeVisible();
  expect(await screen.findByText('No claims here')).toBeInTheDocument();
});

test('less than was promised is taken, and one says whether more will come', async () => {
  const promised: Claim = { ...claim, status: 'approved', approved_minor: 3000 };
  const { asked } = openClaims([promised], ['finance'], { 'billing.settle_claim': () => ({ payment_id: 'p', settled: true, awaited_minor: 0 }) });
  await userEvent.click(await screen.findByRole('radio', { name: 'Promised' }));
  await userEvent.click(await screen.findByTestId('claim-open'));
  await userEvent.click(await screen.findByTestId('claim-step-settle'));
  expect(screen.queryByTestId('claim-final')).toBeNull();
  await userEvent.clear(screen.getByTestId('claim-paid'));
  await userEvent.type(screen.getByTestId('claim-paid'), '25');
  expect(screen.getByText(/the £5.00 that is missing/)).toBeVisible();
  await userEvent.click(screen.getByTestId('claim-final'));
  await userEvent.click(screen.getByTestId('claim-settle-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.settle_claim', request: { id: 'claim', version: 2, amount_minor: 2500, method: 'bank_transfer', reference: null, is_final: true } }));
  expect(await screen.findByText('The claim is paid and closed.')).toBeVisible();
});

test('why a draft cannot be sent is told where it was tried', async () => {
  openClaims([{ ...claim, status: 'draft', number: null, submitted_at: null, age_days: null }], ['finance'], {
    'billing.submit_claim': () => refusal(null, 'The policy was not active on 2026-11-01, a day of service on the invoice.', 'insurance_policy_id'),
  });
  await userEvent.click(await screen.findByRole('radio', { name: 'Draft' }));
  await userEvent.click(await screen.findByTestId('claim-open'));
  await userEvent.click(await screen.findByTestId('claim-step-submit'));
  expect(await within(screen.getByTestId('claim-details')).findByRole('alert')).toHaveTextContent('The policy was not active on 2026-11-01');
  await expectAccessible();
});

test('a denied claim is made again once, and its successor is opened', async () => {
  const claims: Claim[] = [{ ...claim, status: 'denied', denial_reason: 'Not authorised before' }];
  const { asked } = openClaims(claims, ['finance'], {
    'billing.resubmit_claim': () => {
      claims.push({ ...claim, id: 'again', number: null, status: 'draft', resubmits_id: 'claim' });
      return { id: 'again' };
    },
  });
  await userEvent.click(await screen.findByRole('radio', { name: 'Denied' }));
  await userEvent.click(await screen.findByTestId('claim-open'));
  const details = within(await screen.findByTestId('claim-details'));
  expect(details.getByText('Not authorised before')).toBeVisible();
  await userEvent.click(details.getByTestId('claim-step-resubmit'));
  await userEvent.type(screen.getByTestId('claim-notes'), 'Authorised on 3 November');
  await userEvent.click(screen.getByTestId('claim-resubmit-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.resubmit_claim', request: { id: 'claim', claimed_minor: 4000, notes: 'Authorised on 3 November' } }));
  await tablesChanged('insurance_claims');
  await userEvent.click(await screen.findByText('Made again after C-1 was denied'));
  expect(await screen.findByText('Has been made again: Not sent yet')).toBeVisible();
  expect(screen.queryByTestId('claim-step-resubmit')).toBeNull();
});

test('who only reads claims is offered no step, and an age asks for old ones', async () => {
  const { asked } = openClaims([claim], ['receptionist']);
  await userEvent.click(await screen.findByTestId('claim-open'));
  expect(await screen.findByTestId('claim-details')).toBeVisible();
  expect(screen.queryByTestId('claim-step-approve')).toBeNull();
  await userEvent.keyboard('{Escape}');
  await choose('claims-age', 'Older than 60 days');
  await waitFor(() => expect(asked).toContainEqual({ name: 'billing.claims', request: { status: 'submitted', older_than_days: 60 } }));
});
