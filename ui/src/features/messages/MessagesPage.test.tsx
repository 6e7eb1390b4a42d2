import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import type { ChatMessage, NotificationLine, PatientLine } from '../../api/commands';
import { nowMicros } from '../../shared/time/siteTime';
import { openSession, openWindow, refusal, tablesChanged } from '../../test/window';

const amina: PatientLine = { id: 'amina', mrn: 'RH-1', display_name: 'Amina Yusuf', date_of_birth: null, date_of_birth_precision: 'unknown', age_years: null, gender: 'female', phone: null, deceased: false, allergies: 0 };
const now = nowMicros();
const question: ChatMessage = { id: 'm1', sender_id: 'pat', sender: 'Amina Yusuf', recipient: 'Ruth Adeyemi', mine: false, body: 'Shall I come earlier?', attachments: [{ kind: 'attachment', id: 'f1', title: 'diary.pdf' }], sent_at: now - 60_000_000, read_at: null };
const answer: ChatMessage = { ...question, id: 'm0', sender_id: 'ruth', sender: 'Ruth Adeyemi', recipient: 'Amina Yusuf', mine: true, body: 'Please write to us.', attachments: [], sent_at: now - 120_000_000 };
const note: NotificationLine = { id: 'n1', kind: 'task', title: 'Handed over to you: Order gloves', body: null, link_table: 'tasks', link_row_id: 'gloves', due_at: now, read_at: null };
const answers = {
  'session.state': () => openSession(['nurse']),
  'messages.unread': () => ({ notifications: 1, messages: 1 }),
  'messages.conversations': () => [{ appointment_id: 'a1', starts_at: now, patient: amina, last_sent_at: now, unread: 1 }],
  'messages.chat': () => ({ appointment_id: 'a1', starts_at: now, patient: amina, messages: [question, answer], next: null }),
  'messages.mark_chat_read': () => ({ marked: 1 }),
  'messages.notifications': () => ({ items: [note], next: null }),
  'organization.colleagues': () => [],
};

test('what waits is counted in the navigation; opening a conversation marks it as read up to its newest message', async () => {
  const { asked } = openWindow('/messages', answers);
  expect(await within(await screen.findByTestId('nav-messages')).findByTestId('nav-count')).toHaveTextContent('2 wait for you');
  await userEvent.click(await screen.findByTestId('conversation'));
  const lines = await screen.findAllByTestId('chat-message');
  expect(lines[0]).toHaveTextContent(/You.*Please write to us.*not read yet/);
  expect(lines[1]).toHaveTextContent(/Amina Yusuf.*Shall I come earlier.*Save diary.pdf/);
  await waitFor(() => expect(asked.filter((each) => each.name === 'messages.mark_chat_read').map((each) => each.request)).toEqual([{ appointment_id: 'a1', until: question.sent_at }]));
  await tablesChanged('chat_messages');
  expect(asked.filter((each) => each.name === 'messages.mark_chat_read')).toHaveLength(1);
});

test('a message goes to whoever takes part; where it would reach nobody, that stands at the recipient and the words stay', async () => {
  let reaches = false;
  const { asked } = openWindow('/messages', { ...answers, 'messages.send': () => (reaches ? { id: 'new' } : refusal(null, 'The patient does not sign in, so the message would reach nobody.', 'recipient_id')) });
  await userEvent.click(await screen.findByTestId('conversation'));
  await userEvent.type(await screen.findByTestId('chat-body'), 'At 8');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByText('The patient does not sign in, so the message would reach nobody.')).toBeVisible();
  expect(screen.getByTestId('chat-body')).toHaveValue('At 8');
  reaches = true;
  await userEvent.click(screen.getByTestId('chat-send'));
  await waitFor(() => expect(screen.getByTestId('chat-body')).toHaveValue(''));
  expect(asked.filter((each) => each.name === 'messages.send').at(-1)?.request).toEqual({ appointment_id: 'a1', recipient_id: null, body: 'At 8', attachments: [] });
});

test('a note is marked and leads to what it is about', async () => {
  const { asked } = openWindow('/messages', { ...answers, 'messages.mark_read': () => ({}), 'messages.tasks': () => [] });
  await userEvent.click(await screen.findByTestId('messages-notes'));
  await userEvent.click(await screen.findByTestId('note-go'));
  expect(await screen.findByTestId('tasks')).toBeVisible();
  expect(asked).toContainEqual({ name: 'messages.mark_read', request: { ids: ['n1'] } });
  await userEvent.click(screen.getByTestId('nav-messages'));
  await screen.findByTestId('messages');
});

test('all notes are marked at once, and what is left over is told', async () => {
  const { asked } = openWindow('/messages', { ...answers, 'messages.mark_all_read': () => ({ marked: 500, left: 3 }) });
  await userEvent.click(await screen.findByTestId('messages-notes'));
  await userEvent.click(await screen.findByTestId('notes-all-read'));
  expect(await screen.findByText('3 notes are left. Mark again.')).toBeVisible();
  expect(asked).toContainEqual({ name: 'messages.mark_all_read', request: {} });
});

test('whoever takes part in no conversation has notes only, and axe finds nothing', async () => {
  openWindow('/messages', { ...answers, 'session.state': () => openSession(['manager']), 'messages.notifications': () => ({ items: [], next: null }) });
  expect(await screen.findByText('Nothing to tell you')).toBeVisible();
  expect(screen.queryByTestId('chat-begin')).toBeNull();
  const found = await axe.run(document.body, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], rules: { 'color-contrast': { enabled: false } } });
  expect(found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
});
