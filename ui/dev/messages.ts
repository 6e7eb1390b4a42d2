// Tasks, conversations and notes of the made-up clinic.

import type { ChatMessage, NotificationLine, TaskLine } from '../src/api/commands';
import { nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

const minute = 60_000_000;
const hour = 60 * minute;
const now = nowMicros();

const plain: TaskLine = { id: '', version: 1, title: '', description: null, kind: 'other', status: 'open', priority: 'medium', for_role: null, assigned_to: null, assignee: null, patient: null, due_at: null, overdue: false, source_table: null, source_row_id: null };
const me = { assigned_to: 'u1', assignee: 'Dr Ngozi Okafor' };
let tasks: TaskLine[] = [
  { ...plain, ...me, id: 'tk1', title: 'Telephone a critical result', kind: 'telephone_result', priority: 'urgent', status: 'in_progress', patient: patients[0] ?? null, due_at: now - 20 * minute, overdue: true, source_table: 'alerts', source_row_id: 'al4' },
  { ...plain, ...me, id: 'tk2', title: 'Ask how the new inhaler does', description: 'Wakes twice a week with a cough. If no better, step up.', kind: 'follow_up', patient: patients[2] ?? null, due_at: now + 5 * hour, source_table: 'visits', source_row_id: 'v1' },
  { ...plain, id: 'tk3', title: 'Count Amoxicillin 500 mg, lot A7731: its stock stands below zero', kind: 'stock_below_zero', priority: 'high', due_at: now + 26 * hour },
  { ...plain, id: 'tk4', title: 'Two records with the same national id: compare them', kind: 'merge_duplicates', for_role: 'receptionist', patient: patients[8] ?? null, source_table: 'patients', source_row_id: patients[8]?.id ?? null },
];

const message = (id: string, mine: boolean, body: string, ago: number, read: boolean, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id, sender_id: mine ? 'u1' : 'pat', sender: mine ? 'Dr Ngozi Okafor' : 'Amina Yusuf', recipient: mine ? 'Amina Yusuf' : 'Dr Ngozi Okafor', mine, body, attachments: [], sent_at: now - ago, read_at: read ? now - ago + 9 * minute : null, ...more,
});
const chats = new Map<string, { patient: number; starts_at: number; messages: ChatMessage[] }>([
  [
    'a0',
    {
      patient: 0, starts_at: now - 2 * hour,
      messages: [
        message('m1', false, 'Good morning, I have used the blue inhaler four times since yesterday. Shall I come earlier?', 26 * hour, true),
        message('m2', true, 'Please come at 8:00 tomorrow and bring both inhalers. If you cannot speak a whole sentence, call 999 at once.', 25 * hour, true),
        message('m3', false, 'Thank you. This is the peak flow diary.', 40 * minute, false, { attachments: [{ kind: 'attachment', id: 'f1', title: 'peak-flow.pdf' }] }),
      ],
    },
  ],
  ['a9', { patient: 9, starts_at: now + 20 * hour, messages: [message('m4', false, 'هل يجب أن أكون صائما قبل فحص الدم؟', 3 * hour, true, { sender: 'Ravi Subramaniam' })] }],
]);
const note = (id: string, kind: string, title: string, ago: number, more: Partial<NotificationLine> = {}): NotificationLine => ({ id, kind, title, body: null, link_table: null, link_row_id: null, due_at: now - ago, read_at: null, ...more });
let notes: NotificationLine[] = [
  note('n1', 'alert', 'Nobody has answered: Help needed', 6 * minute, { link_table: 'alerts', link_row_id: 'al2' }),
  note('n2', 'message', 'New message about an appointment', 40 * minute, { link_table: 'appointments', link_row_id: 'a0' }),
  note('n3', 'task', 'Handed over to you: Ask how the new inhaler does', 2 * hour, { body: 'She does not hear the telephone before ten.', link_table: 'tasks', link_row_id: 'tk2' }),
  note('n4', 'result', 'A result has come in', 26 * hour, { link_table: 'lab_orders', link_row_id: 'lo1', read_at: now - 25 * hour }),
];

export function messageAnswers(setup: { changed: (tables: string[]) => void }): Record<string, (request: Record<string, unknown>) => unknown> {
  const change = (id: unknown, part: Partial<TaskLine> | null) => {
    tasks = part === null ? tasks.filter((each) => each.id !== id) : tasks.map((each) => (each.id === id ? { ...each, ...part, version: each.version + 1 } : each));
    setup.changed(['tasks']);
    return {};
  };
  return {
    'organization.on_duty': () => [{ user_id: 'u3', name: 'Tom Reilly', roles: ['nurse'], department_id: null, kind: 'regular', until: now + 3 * hour }],
    'messages.unread': () => ({ notifications: notes.filter((each) => each.read_at === null).length, messages: [...chats.values()].flatMap((chat) => chat.messages).filter((each) => !each.mine && each.read_at === null).length }),
    'messages.notifications': () => ({ items: [...notes].sort((a, b) => Number(a.read_at !== null) - Number(b.read_at !== null) || b.due_at - a.due_at), next: null }),
    'messages.mark_read': ({ ids }) => {
      notes = notes.map((each) => ((ids as string[]).includes(each.id) ? { ...each, read_at: nowMicros() } : each));
      setup.changed(['notifications']);
      return {};
    },
    'messages.mark_all_read': () => {
      const marked = notes.filter((each) => each.read_at === null).length;
      notes = notes.map((each) => ({ ...each, read_at: each.read_at ?? nowMicros() }));
      setup.changed(['notifications']);
      return { marked, left: 0 };
    },
    'messages.conversations': () =>
      [...chats].map(([appointment_id, chat]) => ({ appointment_id, starts_at: chat.starts_at, patient: patients[chat.patient], last_sent_at: chat.messages.at(-1)?.sent_at ?? now, unread: chat.messages.filter((each) => !each.mine && each.read_at === null).length })),
    'messages.chat': ({ appointment_id }) => {
      const chat = chats.get(String(appointment_id)) ?? { patient: 4, starts_at: now, messages: [] };
      return { appointment_id, starts_at: chat.starts_at, patient: patients[chat.patient], messages: [...chat.messages].reverse(), next: null };
    },
    'messages.mark_chat_read': ({ appointment_id }) => {
      const chat = chats.get(String(appointment_id));
      const waiting = chat?.messages.filter((each) => !each.mine && each.read_at === null) ?? [];
      if (chat) chat.messages = chat.messages.map((each) => (each.mine ? each : { ...each, read_at: each.read_at ?? nowMicros() }));
      if (waiting.length > 0) setup.changed(['chat_messages']);
      return { marked: waiting.length };
    },
    'messages.send': ({ appointment_id, body }) => {
      const chat = chats.get(String(appointment_id));
      if (!chat) throw { code: null, sentence: 'The patient does not sign in, so the message would reach nobody. Telephone, or choose a colleague of the care team.', field: 'recipient_id' };
      chat.messages = [...chat.messages, message(`m${chat.messages.length + 10}`, true, String(body), 0, false)];
      setup.changed(['chat_messages']);
      return { id: 'new' };
    },
    'document.save_attachment': () => ({ path: '/home/clinic/Documents/Holdfast/peak-flow.pdf' }),
    'messages.tasks': () => tasks,
    'messages.take_task': ({ id }) => change(id, { ...me, status: 'in_progress' }),
    'messages.complete_task': ({ id }) => change(id, null),
    'messages.cancel_task': ({ id }) => change(id, null),
    'messages.hand_over_task': ({ id }) => change(id, null),
    'messages.create_task': ({ title, description, kind, priority, assigned_to, due_at }) => {
      const id = `tk${tasks.length + 10}`;
      const level = priority === 'low' || priority === 'high' || priority === 'urgent' ? priority : 'medium';
      tasks = [...tasks, { ...plain, ...(assigned_to === 'u1' ? me : {}), id, title: String(title), description: description ? String(description) : null, kind: String(kind), priority: level, due_at: due_at === null ? null : Number(due_at) }];
      setup.changed(['tasks']);
      return { id };
    },
  };
}
