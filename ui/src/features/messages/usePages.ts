import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { RequestOf, ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';

type Notes = ResponseOf<'messages.notifications'>;
type NoteCursor = NonNullable<RequestOf<'messages.notifications'>['after']>;
type Chat = ResponseOf<'messages.chat'>;
type ChatCursor = NonNullable<RequestOf<'messages.chat'>['before']>;

/** The notes to the person, page after page. */
export function useNotes(): UseInfiniteQueryResult<InfiniteData<Notes>, Failure> {
  return useInfiniteQuery<Notes, Failure, InfiniteData<Notes>, string[], NoteCursor | null>({
    queryKey: ['messages.notifications'],
    queryFn: ({ pageParam }) => call('messages.notifications', { after: pageParam, limit: null }),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    meta: { tables: ['notifications', 'appointments'] },
  });
}

/** A conversation, the newest page first. */
export function useChat(appointment_id: string): UseInfiniteQueryResult<InfiniteData<Chat>, Failure> {
  return useInfiniteQuery<Chat, Failure, InfiniteData<Chat>, string[], ChatCursor | null>({
    queryKey: ['messages.chat', appointment_id],
    queryFn: ({ pageParam }) => call('messages.chat', { appointment_id, before: pageParam }),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    meta: { tables: ['chat_messages', 'appointments', 'documents', 'attachments'] },
  });
}
