import { Button, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { NotificationLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { say, t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { showDayAndTime } from '../../shared/time/format';
import classes from './kiosk.module.css';
import { noteWay } from './noteWay';
import { OwnCard, OwnNothing, OwnRow } from './OwnPage';
import { useOwnNotes } from './usePages';

/** What the clinic tells the patient: the unread first. */
export function OwnNotes() {
  const notes = useOwnNotes();
  const mark = useAct('messages.own_mark_read');
  const markAll = useAct('messages.own_mark_all_read');
  const items = notes.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = items.filter((item) => item.read_at === null).length;
  // Several hundred at most are marked at once; what is left is marked by the next turn.
  const all = () => markAll.mutate({}, { onSuccess: ({ marked, left }) => void (left > 0 && marked > 0 && all()) });
  return (
    <OwnCard title={t('own.notes')} testid="own-notes">
      <FailureNote failure={notes.error ?? mark.error ?? markAll.error} />
      {notes.data && items.length === 0 && <OwnNothing>{t('own.notes.none')}</OwnNothing>}
      <div>
        {items.map((item) => (
          <NoteRow key={item.id} item={item} onRead={() => mark.mutate({ ids: [item.id] })} />
        ))}
      </div>
      {(unread > 1 || notes.hasNextPage) && (
        <div className={classes.actions}>
          {unread > 1 && (
            <Button variant="default" loading={markAll.isPending} onClick={all} data-testid="own-notes-all">
              {t('own.notes.all')}
            </Button>
          )}
          {notes.hasNextPage && (
            <Button variant="default" loading={notes.isFetchingNextPage} onClick={() => void notes.fetchNextPage()} data-testid="own-older">
              {t('own.older')}
            </Button>
          )}
        </div>
      )}
    </OwnCard>
  );
}

function NoteRow({ item, onRead }: { item: NotificationLine; onRead: () => void }) {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const way = noteWay(item);
  const isNew = item.read_at === null;
  return (
    <OwnRow
      testid="own-note"
      side={
        <div className={classes.actions}>
          {way && (
            <Button
              variant={isNew ? 'filled' : 'default'}
              onClick={() => {
                if (isNew) onRead();
                void navigate(way);
              }}
              data-testid="own-note-open"
            >
              {t('own.notes.open')}
            </Button>
          )}
          {isNew && (
            <Button variant="default" onClick={onRead} data-testid="own-note-read">
              {t('own.notes.read')}
            </Button>
          )}
        </div>
      }
    >
      <Text size="lg" fw={isNew ? 680 : 450} className="any-script">
        {say(item.title)}
      </Text>
      {item.body && <Text className="any-script prewrap">{say(item.body)}</Text>}
      <Text c="dimmed" size="sm" className="numbers">
        {[isNew && t('notes.new'), showDayAndTime(item.due_at, zone)].filter(Boolean).join(' · ')}
      </Text>
    </OwnRow>
  );
}
