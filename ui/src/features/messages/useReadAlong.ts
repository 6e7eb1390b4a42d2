import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useRef, type RefObject } from 'react';
import type { ChatMessage } from '../../api/commands';

interface Read {
  appointment: string;
  pages: readonly { messages: readonly ChatMessage[] }[];
  /** Whoever only looks on reads nothing for the clinic. */
  counts: boolean;
  /** The same function at each drawing, such as the `mutate` of an act. */
  markRead: (request: { appointment_id: string; until: number }) => void;
}

/** The messages, oldest first: what stands on the screen counts as read, and the newest is in sight. */
export function useReadAlong({ appointment, pages, counts, markRead }: Read): { messages: readonly ChatMessage[]; end: RefObject<HTMLDivElement | null> } {
  const visible = useDocumentVisibility() === 'visible';
  const end = useRef<HTMLDivElement>(null);
  const messages = pages.flatMap((page) => page.messages).reverse();
  const newest = messages.at(-1);
  const unread = messages.some((message) => !message.mine && message.read_at === null);
  useEffect(() => {
    if (counts && visible && unread && newest) markRead({ appointment_id: appointment, until: newest.sent_at });
  }, [counts, visible, unread, newest?.id, appointment, markRead]);
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [newest?.id]);
  return { messages, end };
}
