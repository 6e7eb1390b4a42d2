import { Badge, Button, Drawer, Stack, Tabs, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconBell, IconMessage, IconMessagePlus, IconMessages } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Teach } from '../../shared/look/Page';
import { showDayAndTime, showLongDate, showTime } from '../../shared/time/format';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import { Conversation } from './Conversation';
import classes from './Messages.module.css';
import { Notes } from './Notes';

const route = getRouteApi('/messages');

/** Conversations about appointments, and what the person is told. */
export function MessagesPage() {
  const { about } = route.useSearch();
  const navigate = useNavigate();
  const mayTalk = useMay('see_chats');
  const mayBegin = useMay('write_chats');
  const [beginning, setBeginning] = useState(false);
  const unread = useCommand('messages.unread', {}, ['notifications', 'chat_messages', 'appointments']).data;
  const [tab, setTab] = useState<string | null>(null);
  // Whoever comes from a note about an appointment wants the conversation; whoever has only notes sees these.
  const shown = tab ?? (about || (unread?.messages ?? 0) > 0 || (unread?.notifications ?? 0) === 0 ? 'chats' : 'notes');
  const choose = (next: string | null) => {
    setTab(next);
    if (next === 'notes') void navigate({ to: '/messages', search: {} });
  };
  if (!mayTalk) {
    return (
      <Page title={t('nav.messages')} width="66rem" testid="messages">
        <Notes />
      </Page>
    );
  }
  return (
    <Page
      title={t('nav.messages')}
      testid="messages"
      actions={
        mayBegin && (
          <Button variant="default" leftSection={<IconMessagePlus size={17} />} onClick={() => setBeginning(true)} data-testid="chat-begin">
            {t('messages.begin')}
          </Button>
        )
      }
    >
      <Tabs value={about ? 'chats' : shown} onChange={choose} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="chats" leftSection={<IconMessages size={17} />} rightSection={unread && unread.messages > 0 ? <Badge>{unread.messages}</Badge> : null}>
            {t('messages.chats')}
          </Tabs.Tab>
          <Tabs.Tab value="notes" leftSection={<IconBell size={17} />} rightSection={unread && unread.notifications > 0 ? <Badge>{unread.notifications}</Badge> : null} data-testid="messages-notes">
            {t('messages.notes')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="chats">
          <Chats about={about ?? null} />
        </Tabs.Panel>
        <Tabs.Panel value="notes">
          <Notes />
        </Tabs.Panel>
      </Tabs>
      <Drawer opened={beginning} onClose={() => setBeginning(false)} title={t('messages.begin')} size="28rem">
        {beginning && <Begin onClose={() => setBeginning(false)} />}
      </Drawer>
    </Page>
  );
}

function Chats({ about }: { about: string | null }) {
  const { time_zone: zone } = useSite();
  const conversations = useCommand('messages.conversations', {}, ['chat_messages', 'appointments', 'patients']);
  const lines = conversations.data ?? [];
  return (
    <div className={classes.board}>
      <Panel title={t('messages.chats')} flush>
        <FailureNote failure={conversations.error} />
        {conversations.data && lines.length === 0 && <Teach icon={<IconMessages size={40} stroke={1.3} />} title={t('messages.chats.empty')} text={t('messages.chats.empty.text')} />}
        {lines.map((line) => (
          <Link key={line.appointment_id} to="/messages" search={{ about: line.appointment_id }} className={classes.line} data-chosen={line.appointment_id === about || undefined} aria-current={line.appointment_id === about} data-testid="conversation">
            <span className={classes.lineName}>
              <Text fw={line.unread > 0 ? 650 : 500} className="any-script" truncate>
                {line.patient.display_name}
              </Text>
              {line.unread > 0 && <Badge>{t('messages.unread', { count: line.unread })}</Badge>}
            </span>
            <Text size="xs" c="dimmed" className="numbers">
              {t('messages.about', { when: showDayAndTime(line.starts_at, zone) })}
            </Text>
          </Link>
        ))}
      </Panel>
      {about ? <Conversation key={about} appointment={about} /> : <Teach icon={<IconMessage size={46} stroke={1.3} />} title={t('messages.choose')} text={t('messages.choose.text')} />}
    </div>
  );
}

/** A conversation begins at its appointment. */
function Begin({ onClose }: { onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const [on, setOn] = useState(() => dateAt(nowMicros(), zone));
  const day = useCommand('scheduling.day', { on }, ['appointments', 'patients']);
  useDialogKeys(onClose);
  const lines = day.data?.appointments ?? [];
  return (
    <Stack gap="sm">
      <DatePickerInput label={t('messages.begin.day')} value={on} onChange={(next) => next && setOn(next)} valueFormatter={() => showLongDate(on)} highlightToday />
      <FailureNote failure={day.error} />
      {day.data && lines.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('messages.begin.empty')}
        </Text>
      )}
      <div>
        {[...lines]
          .sort((a, b) => a.starts_at - b.starts_at)
          .map((line) => (
            <Link key={line.id} to="/messages" search={{ about: line.id }} onClick={onClose} className={classes.line} data-testid="begin-line">
              <Text fw={580} className="any-script">
                {showTime(line.starts_at, zone)} · {line.patient.display_name}
              </Text>
              <Text size="xs" c="dimmed">
                {[line.practitioner, word('appointment_status', line.status)].join(' · ')}
              </Text>
            </Link>
          ))}
      </div>
    </Stack>
  );
}
