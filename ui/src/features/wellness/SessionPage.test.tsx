import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test } from 'vitest';
import type { PatientLine, ResponseOf } from '../../api/commands';
import { dropDraft } from '../../shared/forms/draft';
import { nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal } from '../../test/window';
import './SessionPage';
import type { SessionLine } from './sessionWords';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const session: SessionLine = {
  id: 's1', version: 3, practitioner_id: 'p', practitioner: 'Nuria Soler', kind: 'individual', status: 'in_progress', started_at: nowMicros(), ended_at: null, phq9_score: null, gad7_score: null, script_version: null, next_session_on: null,
};
const shown: ResponseOf<'wellness.session'> = { session, patient: amina, notes: [] };

beforeEach(() => ['move-session:s1:3', 'script:s1:phq9', 'therapy-note:s1:new', 'therapy-note:s1:mine'].forEach(dropDraft));

test('every question needs an answer before it is added up, and a call for help is told at once', async () => {
  const { asked } = openWindow('/sessions/s1', {
    'session.state': () => openSession(['therapist']),
    'wellness.session': () => shown,
    'wellness.script': () => ({ script: 'phq9', version: '1', stem: 'Over the last 2 weeks', questions: ['Little interest', 'Hurting yourself'], options: ['Not at all', 'Several days'], source: 'Kroenke 2001' }),
    'wellness.answer_script': () => ({ note_id: 'n', score: 1, severity: 'minimal', response_text: 'Somebody is being called to you now.', alert_id: 'alert' }),
  });
  await userEvent.click(await screen.findByTestId('script-phq9'));
  await userEvent.click(await screen.findByTestId('answer-1-1'));
  expect(screen.getByTestId('script-submit')).toBeDisabled();
  expect(screen.getByText('One question is not answered yet.')).toBeVisible();
  await userEvent.click(screen.getByTestId('answer-0-0'));
  await userEvent.click(screen.getByTestId('script-submit'));
  expect(await screen.findByRole('alert')).toHaveTextContent('Stay with them.');
  expect(screen.getByTestId('script-outcome')).toHaveTextContent('1 points, minimal');
  expect(asked).toContainEqual({ name: 'wellness.answer_script', request: { session_id: 's1', script: 'phq9', version: '1', answers: [0, 1] } });
});

test('a note is written; a colleague’s note cannot be changed, one’s own can', async () => {
  const note = { version: 2, response_text: null, sentiment_score: null, written_at: nowMicros(), answers: null };
  const { asked } = openWindow('/sessions/s1', {
    'session.state': () => openSession(['therapist']),
    'wellness.session': () => ({ ...shown, notes: [{ ...note, id: 'theirs', content: 'Theirs', author_id: 'other', author: 'Marta' }, { ...note, id: 'mine', content: 'Mine', author_id: 'ruth', author: 'Ruth' }] }),
    'wellness.write_note': () => ({ id: 'n', version: 1, sentiment_score: null }),
  });
  await userEvent.type(await screen.findByTestId('therapy-note'), 'Sleeps well');
  await userEvent.click(screen.getByTestId('therapy-note-save'));
  expect(asked).toContainEqual({ name: 'wellness.write_note', request: { session_id: 's1', note: null, content: 'Sleeps well', language: null } });
  await waitFor(() => expect(screen.getByTestId('therapy-note')).toHaveValue(''));
  const [mine, theirs] = screen.getAllByTestId('session-note-line');
  expect(within(theirs as HTMLElement).queryByTestId('therapy-note-change')).toBeNull();
  await userEvent.click(within(mine as HTMLElement).getByTestId('therapy-note-change'));
  const again = within(mine as HTMLElement);
  await userEvent.type(again.getByTestId('therapy-note'), ' too');
  await userEvent.click(again.getByTestId('therapy-note-save'));
  expect(asked).toContainEqual({ name: 'wellness.write_note', request: { session_id: 's1', note: { id: 'mine', version: 2 }, content: 'Mine too', language: null } });
});

test('who did not come is told apart from a session that was called off', async () => {
  const { asked } = openWindow('/sessions/s1', { 'session.state': () => openSession(['therapist']), 'wellness.session': () => shown, 'wellness.cancel_session': () => ({}) });
  await userEvent.click(await screen.findByTestId('session-cancel'));
  await userEvent.click(await screen.findByTestId('session-no-show'));
  await userEvent.click(screen.getByTestId('session-cancel-submit'));
  expect(asked).toContainEqual({ name: 'wellness.cancel_session', request: { id: 's1', version: 3, no_show: true } });
});

test('a planned session is given another hour; one that is taken is said at the time', async () => {
  const { asked } = openWindow('/sessions/s1', {
    'session.state': () => openSession(['therapist']),
    'wellness.session': () => ({ ...shown, session: { ...session, status: 'planned', started_at: 1_804_066_200_000_000 } }),
    'wellness.move_session': () => refusal(null, 'The therapist or the patient has something else at that time. Choose another time.', 'starts_at'),
  });
  await userEvent.click(await screen.findByTestId('session-move'));
  const clock = await screen.findByTestId('session-move-clock');
  await userEvent.clear(clock);
  await userEvent.type(clock, '25');
  await userEvent.click(screen.getByTestId('session-move-submit'));
  expect(await screen.findByText('Write the time as 09:10.')).toBeVisible();
  await userEvent.clear(clock);
  await userEvent.type(clock, '1540{Enter}');
  await waitFor(() => expect(asked.map((each) => each.name)).toContain('wellness.move_session'));
  const sent = asked.find((each) => each.name === 'wellness.move_session')?.request as { starts_at: number };
  expect(sent).toMatchObject({ id: 's1', version: 3 });
  expect(new Date(sent.starts_at / 1000).toISOString()).toMatch(/^2027-03-03T15:40/);
  await waitFor(() => expect(clock).toHaveAccessibleDescription(/has something else at that time/));
});
