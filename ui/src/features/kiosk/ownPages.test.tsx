import { emit } from '@tauri-apps/api/event';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { ResponseOf } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { choose } from '../../test/choose';
import { expectAccessible } from '../../test/accessible';
import { goTo } from '../../test/goTo';
import { appointment, bills, day, later, nothing, plan, record, visit } from '../../test/ownRecord';
import { refusal, tablesChanged } from '../../test/window';

beforeEach(() => ['own-cancel:later', 'own-feedback:visit', 'own-stress', 'own-reading', 'own-chat:later', 'own-dose:m:true'].forEach(dropDraft));

const appointments = (...upcoming: ReturnType<typeof appointment>[]): ResponseOf<'scheduling.own_appointments'> => ({ upcoming, past: [], older: null });

test('who has come says so in one touch, and is told to sit down', async () => {
  let coming = appointment();
  const { asked } = await goTo('/me', 'patient-frame', {
    ...nothing,
    'scheduling.own_appointments': () => appointments(coming),
    'scheduling.own_check_in': () => {
      coming = { ...coming, status: 'checked_in' };
      return {};
    },
  });
  await userEvent.click(await screen.findByTestId('own-check-in'));
  expect(asked).toContainEqual({ name: 'scheduling.own_check_in', request: { id: 'today', version: 4 } });
  await tablesChanged('appointments');
  expect(await screen.findByTestId('own-checked-in')).toHaveTextContent('Please take a seat');
  expect(screen.queryByTestId('own-check-in')).toBeNull();
  expect(screen.queryByTestId('own-cancel')).toBeNull();
});

test('why a check-in is refused stands at the appointment', async () => {
  await goTo('/me', 'patient-frame', { ...nothing, 'scheduling.own_appointments': () => appointments(appointment()), 'scheduling.own_check_in': () => refusal(null, 'This appointment has been cancelled.') });
  await userEvent.click(await screen.findByTestId('own-check-in'));
  expect(await within(screen.getByTestId('own-appointment')).findByRole('alert')).toHaveTextContent('This appointment has been cancelled.');
});

test('an appointment of another day is confirmed or asked to be called off, and not checked in', async () => {
  let coming = later();
  const { asked } = await goTo('/me/appointments', 'patient-frame', {
    ...nothing,
    'scheduling.own_appointments': () => appointments(coming),
    'scheduling.own_confirm': () => ({}),
    'scheduling.own_ask_to_cancel': () => {
      coming = { ...coming, cancel_asked: true };
      return { id: 'task' };
    },
  });
  // The start shows the same appointment until this page is there.
  await screen.findByTestId('own-appointments');
  await userEvent.click(await screen.findByTestId('own-confirm'));
  expect(asked).toContainEqual({ name: 'scheduling.own_confirm', request: { id: 'later', version: 4 } });
  expect(screen.queryByTestId('own-check-in')).toBeNull();

  await userEvent.click(screen.getByTestId('own-cancel'));
  await userEvent.type(await screen.findByTestId('own-cancel-reason'), 'I am away');
  await userEvent.click(screen.getByTestId('own-cancel-submit'));
  expect(asked).toContainEqual({ name: 'scheduling.own_ask_to_cancel', request: { id: 'later', reason: 'I am away' } });
  await tablesChanged('tasks');
  expect(await screen.findByTestId('own-cancel-asked')).toHaveTextContent('It stands until');
  expect(screen.queryByTestId('own-cancel')).toBeNull();
});

test('who asks a second time reads why not, and the typing stays', async () => {
  await goTo('/me/appointments', 'patient-frame', { ...nothing, 'scheduling.own_appointments': () => appointments(later()), 'scheduling.own_ask_to_cancel': () => refusal(null, 'You have asked for this already.') });
  // The start shows the same appointment until this page is there.
  await screen.findByTestId('own-appointments');
  await userEvent.click(await screen.findByTestId('own-cancel'));
  await userEvent.type(await screen.findByTestId('own-cancel-reason'), 'I am away');
  await userEvent.click(screen.getByTestId('own-cancel-submit'));
  expect(await screen.findByText('You have asked for this already.')).toBeVisible();
  expect(screen.getByTestId('own-cancel-reason')).toHaveValue('I am away');
});

test('at another branch one is sent there to check in', async () => {
  await goTo('/me', 'patient-frame', { ...nothing, 'scheduling.own_appointments': () => appointments(appointment({ elsewhere: 'Harbour Road' })) });
  expect(await screen.findByText('Please check in at Harbour Road.')).toBeVisible();
  expect(screen.queryByTestId('own-check-in')).toBeNull();
});

test('the start leads to what waits: messages, bills, steps, and how the last visit was', async () => {
  await goTo('/me', 'patient-frame', {
    ...nothing,
    'messages.own_notifications': () => ({ items: [{ id: 'n', kind: 'result', title: 'Results are there', body: null, link_table: 'lab_orders', link_row_id: 'x', due_at: 1, read_at: null }], next: null }),
    'billing.own_invoices': () => bills,
    'wellness.own_plans': () => ({ patient_id: 'amina', plans: [plan] }),
    'encounters.own_visits': () => ({ visits: [visit], older: null }),
  });
  expect(await screen.findByTestId('own-now-bills')).toHaveTextContent('£40.00 to pay');
  expect(await screen.findByTestId('own-now-steps')).toHaveTextContent('2 steps');
  expect(await screen.findByTestId('own-now-feedback')).toHaveAttribute('href', expect.stringMatching(/#\/me\/visits\/visit$/));
  expect(screen.getByTestId('own-now-messages')).toHaveTextContent('One new message');
  expect(screen.getByTestId('own-unread')).toHaveTextContent('1');
});

test('of a signed visit one reads what to do, and says how it was', async () => {
  let shown = visit;
  const { asked } = await goTo('/me/visits/visit', 'patient-frame', {
    ...nothing,
    'encounters.own_visit': () => shown,
    'people.own_feedback': () => {
      shown = { ...visit, has_feedback: true };
      return { id: 'f' };
    },
  });
  expect(await screen.findByTestId('own-visit-next')).toHaveTextContent('Drink enough.');
  expect(screen.getByTestId('own-visit-prescribed')).not.toHaveTextContent('Warfarin');
  await userEvent.click(screen.getByTestId('own-feedback-submit'));
  expect(await screen.findByText('Please choose one.')).toBeVisible();
  await userEvent.click(screen.getByTestId('own-rating-4'));
  await userEvent.type(screen.getByTestId('own-feedback-comments'), 'Kind people');
  await expectAccessible();
  await userEvent.click(screen.getByTestId('own-feedback-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'people.own_feedback', request: { visit_id: 'visit', rating: 4, comments: 'Kind people', language: null } }));
  await tablesChanged('feedback');
  expect(await screen.findByTestId('own-told')).toBeVisible();
  expect(screen.queryByTestId('own-feedback')).toBeNull();
});

test('before it is signed, a visit says that more will come; while it runs, nobody asks how it was', async () => {
  await goTo('/me/visits/visit', 'patient-frame', { ...nothing, 'encounters.own_visit': () => ({ ...visit, is_signed: false, ended_at: null, discharge_instructions: null }) });
  expect(await screen.findByTestId('own-visit-next')).toHaveTextContent('as soon as the visit has been signed');
  expect(screen.queryByTestId('own-feedback')).toBeNull();
});

test('a visit that is not one’s own is refused in words, with the way back', async () => {
  await goTo('/me/visits/other', 'patient-frame', { ...nothing, 'encounters.own_visit': () => refusal('not_allowed', 'This is not in your record.') });
  expect(await screen.findByRole('alert')).toHaveTextContent('This is not in your record.');
  await userEvent.click(screen.getByTestId('own-back'));
  expect(await screen.findByTestId('own-visits')).toBeVisible();
});

test('results say in words where they lie, and a replaced one is gone', async () => {
  await goTo('/me/health', 'patient-frame', { ...nothing, 'people.own_record': () => record });
  const results = within(await screen.findByTestId('own-results'));
  expect(results.getByTestId('own-result')).toHaveTextContent('8.1 %');
  expect(results.getByTestId('own-flag')).toHaveTextContent('Above the usual range');
  expect(results.queryByText('81 %')).toBeNull();
  expect(screen.getByTestId('own-allergies')).toHaveTextContent('No allergies are written down');
  await expectAccessible();
});

test('a dose that was taken is told once asked; what is paused is not to be taken', async () => {
  const { asked } = await goTo('/me/medicines', 'patient-frame', { ...nothing, 'people.own_record': () => record, 'medication.own_dose': () => ({ id: 'd' }) });
  const now = within(await screen.findByTestId('own-medicines-now'));
  expect(now.getAllByTestId('own-medicine')).toHaveLength(2);
  expect(now.getByText(/^Paused by the clinic/)).toBeVisible();
  expect(now.getAllByTestId('own-dose-taken')).toHaveLength(1);
  await userEvent.click(now.getByTestId('own-dose-taken'));
  expect(asked.some(({ name }) => name === 'medication.own_dose')).toBe(false);
  await userEvent.type(await screen.findByTestId('own-dose-when'), 'noon');
  await userEvent.click(screen.getByTestId('own-dose-submit'));
  expect(screen.getByTestId('own-dose-when')).toBeInvalid();
  await userEvent.clear(screen.getByTestId('own-dose-when'));
  const before = nowMicros();
  await userEvent.click(screen.getByTestId('own-dose-submit'));
  await waitFor(() => expect(asked.some(({ name }) => name === 'medication.own_dose')).toBe(true));
  const request = asked.find(({ name }) => name === 'medication.own_dose')?.request as { occurred_at: number };
  expect(request).toMatchObject({ prescription_item_id: 'm', was_taken: true, scheduled_at: null, notes: null });
  expect(request.occurred_at).toBeGreaterThanOrEqual(before);
});

test('a bill shows what it is for, what was paid and what is left', async () => {
  await goTo('/me/bills', 'patient-frame', {
    ...nothing,
    'billing.own_invoices': () => bills,
    'billing.own_invoice': () => ({ id: 'bill', number: 'R-1', status: 'issued', payment_state: 'overdue', issued_on: '2026-01-01', due_on: '2026-01-15', currency: 'GBP', total_minor: 6000, paid_minor: 2000, due_minor: 4000, credit_minor: 0, services: [{ service_on: null, description: 'Consultation', quantity: 2, unit_price_minor: 3000, amount_minor: 6000 }], payments: [{ kind: 'payment', amount_minor: 2000, method: 'cash', received_at: 1 }] }),
  });
  expect(await screen.findByTestId('own-balance')).toHaveTextContent('£40.00');
  expect(screen.getByTestId('own-bill-state')).toHaveTextContent('£40.00 should have been paid by');
  await userEvent.click(screen.getByTestId('own-bill-line'));
  expect(await screen.findByTestId('own-bill-services')).toHaveTextContent('2 times £30.00');
  expect(screen.getByRole('row', { name: /Still to pay/ })).toHaveTextContent('£40.00');
  await expectAccessible();
});

test('a step is done, or left out with a reason; what the clinic ticked off stays', async () => {
  const { asked } = await goTo('/me/plans/plan', 'patient-frame', { ...nothing, 'wellness.own_plan': () => plan, 'wellness.own_do_item': () => refusal(null, 'This step has been removed.'), 'wellness.own_skip_item': () => ({}) });
  const due = within(await screen.findByTestId('own-steps-due'));
  await userEvent.click(due.getByRole('button', { name: 'Done: Walk' }));
  expect(asked).toContainEqual({ name: 'wellness.own_do_item', request: { id: 'walk', version: 2, done: true } });
  expect(await due.findByText('This step has been removed.')).toBeVisible();
  await userEvent.click(due.getByRole('button', { name: 'Leave out: Swim' }));
  await userEvent.type(await screen.findByTestId('own-skip-reason'), 'Rain');
  await userEvent.click(screen.getByTestId('own-skip-submit'));
  expect(asked).toContainEqual({ name: 'wellness.own_skip_item', request: { id: 'swim', version: 5, reason: 'Rain' } });
  expect(screen.getByTestId('own-steps-past')).toHaveTextContent('ticked off by the clinic');
  expect(screen.queryByTestId('own-step-undo')).toBeNull();
});

test('a plan that is still written is not shown, and how strained one feels is told by a number', async () => {
  const { asked } = await goTo('/me/plans', 'patient-frame', { ...nothing, 'wellness.own_plans': () => ({ patient_id: 'amina', plans: [{ ...plan, status: 'draft' }] }), 'wellness.own_stress_reading': () => ({ id: 's' }) });
  expect(await screen.findByText('You have no plan yet')).toBeVisible();
  await userEvent.click(screen.getByTestId('own-stress-0'));
  await userEvent.click(screen.getByTestId('own-stress-submit'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'wellness.own_stress_reading', request: { recorded_at: null, rmssd_ms: null, beat_intervals_ms: null, heart_rate_bpm: null, self_rating: 0, gad7_score: null, notes: null } }));
  expect(await screen.findByTestId('own-stress-told')).toBeVisible();
  await expectAccessible();
});

test('a conversation counts as read, and what is written goes to whoever treats', async () => {
  const sent_at = nowMicros() - day;
  const { asked } = await goTo('/me/messages?about=later', 'patient-frame', {
    ...nothing,
    'messages.own_chat': () => ({ appointment_id: 'later', starts_at: nowMicros() + 9 * day, patient: record.patient, messages: [{ id: 'c', sender_id: 'okafor', sender: 'Dr Okafor', recipient: 'Amina Yusuf', mine: false, body: 'Come fasting.', attachments: [], sent_at, read_at: null }], next: null }),
    'messages.own_mark_chat_read': () => ({ marked: 1 }),
    'messages.own_send': () => ({ id: 'sent' }),
  });
  expect(await screen.findByText('Come fasting.')).toBeVisible();
  await waitFor(() => expect(asked).toContainEqual({ name: 'messages.own_mark_chat_read', request: { appointment_id: 'later', until: sent_at } }));
  await userEvent.type(screen.getByTestId('own-chat-body'), ' May I drink water? ');
  await userEvent.click(screen.getByTestId('own-chat-send'));
  await waitFor(() => expect(asked).toContainEqual({ name: 'messages.own_send', request: { appointment_id: 'later', recipient_id: null, body: 'May I drink water?', attachments: [] } }));
  await waitFor(() => expect(screen.getByTestId('own-chat-body')).toHaveValue(''));
  await expectAccessible();
});

test('a note is marked as read and leads to what it is about', async () => {
  const { asked } = await goTo('/me/messages', 'patient-frame', {
    ...nothing,
    'people.own_record': () => record,
    'scheduling.own_appointments': () => appointments(later()),
    'messages.own_notifications': () => ({ items: [{ id: 'n', kind: 'result', title: 'Results are there', body: null, link_table: 'lab_orders', link_row_id: 'x', due_at: 1, read_at: null }], next: null }),
    'messages.own_mark_read': () => ({}),
  });
  expect(await screen.findByTestId('own-chat-begin')).toHaveTextContent('with Dr Okafor');
  await userEvent.click(await screen.findByTestId('own-note-open'));
  expect(asked).toContainEqual({ name: 'messages.own_mark_read', request: { ids: ['n'] } });
  expect(await screen.findByTestId('own-results')).toBeVisible();
});

test('a number that was measured at home is told in its unit, and kept as the clinic says', async () => {
  const { asked } = await goTo('/me/health', 'patient-frame', {
    ...nothing,
    'people.own_record': () => record,
    'encounters.own_reading': ({ value_number }) => (value_number > 40 ? refusal(null, 'Glucose lies between 1 and 40 mmol/L.', 'value_number') : { id: 'rd', value_number: 99, unit: 'mg/dL' }),
  });
  const card = within(await screen.findByTestId('own-reading'));
  await userEvent.click(card.getByTestId('own-reading-submit'));
  expect(await card.findByText('Type the number that you read.')).toBeVisible();
  await choose('own-reading-metric', 'Glucose');
  await choose('own-reading-unit', 'mmol/L');
  await userEvent.type(card.getByTestId('own-reading-value'), '55');
  await userEvent.click(card.getByTestId('own-reading-submit'));
  await waitFor(() => expect(card.getByTestId('own-reading-value')).toHaveAccessibleDescription('Glucose lies between 1 and 40 mmol/L.'));
  await userEvent.clear(card.getByTestId('own-reading-value'));
  await userEvent.type(card.getByTestId('own-reading-value'), '5.5');
  await userEvent.click(card.getByTestId('own-reading-submit'));
  expect(await card.findByTestId('own-reading-told')).toHaveTextContent('99 mg/dL is written down');
  expect(asked).toContainEqual({ name: 'encounters.own_reading', request: { device_kind: 'glucose_meter', metric: 'glucose', value_number: 5.5, unit: 'mmol/L', recorded_at: null, serial_number: null, corrects_id: null, correction_reason: null } });
});

test('a file goes along with a message, once, and why it is not taken stands at the file', async () => {
  let full = true;
  const { asked } = await goTo('/me/messages?about=later', 'patient-frame', {
    ...nothing,
    'messages.own_chat': () => ({ appointment_id: 'later', starts_at: nowMicros() + day, patient: record.patient, messages: [], next: null }),
    'document.attach': ({ path }) => (path.endsWith('.exe') ? refusal(null, 'Send a picture (JPEG or PNG) or a PDF. Other files are taken in at the front desk.', 'media_type') : { id: 'file' }),
    'messages.own_send': () => {
      if (full) {
        full = false;
        return refusal(null, 'Try again in a moment.');
      }
      return { id: 'm1' };
    },
  });
  await userEvent.type(await screen.findByTestId('own-chat-body'), 'My rash');
  await act(() => emit('tauri://drag-drop', { paths: ['/media/stick/rash.exe'] }));
  await waitFor(() => expect(screen.getByTestId('own-chat-file')).toHaveValue('/media/stick/rash.exe'));
  await userEvent.click(screen.getByTestId('own-chat-send'));
  await waitFor(() => expect(screen.getByTestId('own-chat-file')).toHaveAccessibleDescription(/a PDF\. Other files are taken in/));
  await act(() => emit('tauri://drag-drop', { paths: ['/media/stick/rash.jpg'] }));
  await waitFor(() => expect(screen.getByTestId('own-chat-file')).toHaveValue('/media/stick/rash.jpg'));
  await userEvent.click(screen.getByTestId('own-chat-send'));
  expect(await screen.findByText('Try again in a moment.')).toBeVisible();
  await userEvent.click(screen.getByTestId('own-chat-send'));
  await waitFor(() => expect(screen.getByTestId('own-chat-file')).toHaveValue(''));
  // What was taken in stays taken in when the message is refused.
  expect(asked.filter((each) => each.name === 'document.attach' && (each.request as { path: string }).path.endsWith('.jpg'))).toHaveLength(1);
  expect(asked).toContainEqual({ name: 'messages.own_send', request: { appointment_id: 'later', recipient_id: null, body: 'My rash', attachments: [{ kind: 'attachment', id: 'file' }] } });
});
