import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { RequestOf, ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';

type Appointments = ResponseOf<'scheduling.own_appointments'>;
type Visits = ResponseOf<'encounters.own_visits'>;
type Older = NonNullable<Visits['older']>;
type Notes = ResponseOf<'messages.own_notifications'>;
type NoteCursor = NonNullable<RequestOf<'messages.own_notifications'>['after']>;
type Chat = ResponseOf<'messages.own_chat'>;
type ChatCursor = NonNullable<RequestOf<'messages.own_chat'>['before']>;

/** The own appointments; each further page has older ones of the past. */
export function useOwnAppointments(): UseInfiniteQueryResult<InfiniteData<Appointments>, Failure> {
  return useInfiniteQuery<Appointments, Failure, InfiniteData<Appointments>, string[], Older | null>({
    queryKey: ['scheduling.own_appointments'],
    queryFn: ({ pageParam }) => call('scheduling.own_appointments', { older: pageParam }),
    initialPageParam: null,
    getNextPageParam: (page) => page.older,
    meta: { tables: ['appointments', 'tasks', 'visits', 'sites', 'practitioners'] },
  });
}

/** The own visits, the newest first. */
export function useOwnVisits(): UseInfiniteQueryResult<InfiniteData<Visits>, Failure> {
  return useInfiniteQuery<Visits, Failure, InfiniteData<Visits>, string[], Older | null>({
    queryKey: ['encounters.own_visits'],
    queryFn: ({ pageParam }) => call('encounters.own_visits', { older: pageParam }),
    initialPageParam: null,
    getNextPageParam: (page) => page.older,
    meta: { tables: ['visits', 'feedback', 'sites', 'practitioners'] },
  });
}

/** What the clinic tells the patient, the unread first. */
export function useOwnNotes(): UseInfiniteQueryResult<InfiniteData<Notes>, Failure> {
  return useInfiniteQuery<Notes, Failure, InfiniteData<Notes>, string[], NoteCursor | null>({
    queryKey: ['messages.own_notifications'],
    queryFn: ({ pageParam }) => call('messages.own_notifications', { after: pageParam, limit: null }),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    meta: { tables: ['notifications', 'appointments'] },
  });
}

/** The conversation about one of the own appointments, the newest page first. */
export function useOwnChat(appointment_id: string): UseInfiniteQueryResult<InfiniteData<Chat>, Failure> {
  return useInfiniteQuery<Chat, Failure, InfiniteData<Chat>, string[], ChatCursor | null>({
    queryKey: ['messages.own_chat', appointment_id],
    queryFn: ({ pageParam }) => call('messages.own_chat', { appointment_id, before: pageParam }),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    meta: { tables: ['chat_messages', 'appointments', 'attachments'] },
  });
}
