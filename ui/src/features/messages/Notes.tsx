import { Badge, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowUpRight, IconBell } from '@tabler/icons-react';
import type { NotificationLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { useGoTo } from '../../app/goTo';
import { say, t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { useAskAgain } from '../alerts/myAlerts';
import classes from './Messages.module.css';
import { useNotes } from './usePages';

/** What the person is told: the unread first. */
export function Notes() {
  const notes = useNotes();
  useAskAgain('messages.notifications', 60);
  const markAll = useAct('messages.mark_all_read');
  const mark = useAct('messages.mark_read');
  const items = notes.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = items.filter((item) => item.read_at === null).length;
  const all = () =>
    markAll.mutate(
      {},
      {
        onSuccess: ({ left }) => {
          if (left > 0) notifications.show({ message: t('notes.all_read.left', { left }) });
        },
      },
    );
  return (
    <Panel
      title={t('messages.notes')}
      count={unread}
      flush
      testid="notes"
      actions={
        unread > 0 && (
          <Button size="compact-sm" variant="default" loading={markAll.isPending} onClick={all} data-testid="notes-all-read">
            {t('notes.all_read')}
          </Button>
        )
      }
    >
      <FailureNote failure={notes.error ?? markAll.error ?? mark.error} />
      {notes.data && items.length === 0 && <Teach icon={<IconBell size={46} stroke={1.3} />} title={t('notes.empty')} text={t('notes.empty.text')} />}
      {items.map((item) => (
        <NoteRow key={item.id} item={item} onRead={() => mark.mutate({ ids: [item.id] })} />
      ))}
      {notes.hasNextPage && (
        <Group justify="center" p="sm">
          <Button variant="subtle" size="compact-sm" loading={notes.isFetchingNextPage} onClick={() => void notes.fetchNextPage()} data-testid="notes-more">
            {t('notes.more')}
          </Button>
        </Group>
      )}
    </Panel>
  );
}

function NoteRow({ item, onRead }: { item: NotificationLine; onRead: () => void }) {
  const { time_zone: zone } = useSite();
  const go = useGoTo()(item.link_table, item.link_row_id);
  const isNew = item.read_at === null;
  return (
    <article className={classes.note} data-new={isNew || undefined} data-testid="note">
      <div className={classes.noteText}>
        <Group gap="xs">
          <Text fw={isNew ? 640 : 450} className="any-script">
            {say(item.title)}
          </Text>
          {isNew && <Badge>{t('notes.new')}</Badge>}
        </Group>
        {item.body && (
          <Text size="sm" className="any-script prewrap">
            {say(item.body)}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="numbers">
          {word('notification_kind', item.kind)} · {showDayAndTime(item.due_at, zone)}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap">
        {go && (
          <Button
            size="compact-sm"
            variant="default"
            rightSection={<IconArrowUpRight size={15} aria-hidden className="mirrored" />}
            onClick={() => {
              if (isNew) onRead();
              go();
            }}
            data-testid="note-go"
          >
            {t('notes.go')}
          </Button>
        )}
        {isNew && (
          <Button size="compact-sm" variant="subtle" onClick={onRead} data-testid="note-read">
            {t('notes.mark')}
          </Button>
        )}
      </Group>
    </article>
  );
}
