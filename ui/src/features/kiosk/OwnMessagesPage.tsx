import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { showLongDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import classes from './kiosk.module.css';
import { OwnChat } from './OwnChat';
import { OwnNotes } from './OwnNotes';
import { OwnCard, OwnLink, OwnNothing, OwnPage } from './OwnPage';
import { useOwnAppointments } from './usePages';

const route = getRouteApi('/me/messages');

/** What the clinic tells the patient, and the conversations about the own appointments. */
export function OwnMessagesPage() {
  const { about } = route.useSearch();
  return about === undefined ? <Overview /> : <OwnChat key={about} appointment={about} />;
}

function Overview() {
  const { time_zone: zone } = useSite();
  const chats = useCommand('messages.own_conversations', {}, ['chat_messages', 'appointments']);
  const appointments = useOwnAppointments();
  const begun = new Set(chats.data?.map((chat) => chat.appointment_id));
  const others = (appointments.data?.pages[0]?.upcoming ?? []).filter((each) => !begun.has(each.id));
  const about = (starts_at: number) => t('own.chats.about', { day: showLongDate(dateAt(starts_at, zone)), time: showTime(starts_at, zone) });
  return (
    <OwnPage title={t('own.messages')} testid="own-messages">
      <OwnNotes />
      <OwnCard title={t('own.chats')} testid="own-chats">
        <FailureNote failure={chats.error} />
        {chats.data?.length === 0 && <OwnNothing>{t('own.chats.none')}</OwnNothing>}
        <div className={classes.links}>
          {chats.data?.map((chat) => (
            <OwnLink
              key={chat.appointment_id}
              to={{ to: '/me/messages', search: { about: chat.appointment_id } }}
              testid="own-chat-line"
              side={
                chat.unread > 0 && (
                  <Text fw={680} className={classes.sign} data-tone="amber">
                    {t('own.chats.unread', { count: chat.unread })}
                  </Text>
                )
              }
            >
              <Text size="lg" fw={580}>
                {about(chat.starts_at)}
              </Text>
              {chat.practitioner && (
                <Text c="dimmed" className="any-script">
                  {t('own.with', { name: chat.practitioner })}
                </Text>
              )}
            </OwnLink>
          ))}
        </div>
      </OwnCard>
      {others.length > 0 && (
        <OwnCard title={t('own.chats.begin')} testid="own-chats-begin">
          <FailureNote failure={appointments.error} />
          <div className={classes.links}>
            {others.map((each) => (
              <OwnLink key={each.id} to={{ to: '/me/messages', search: { about: each.id } }} testid="own-chat-begin">
                <Text size="lg">{about(each.starts_at)}</Text>
                {each.practitioner && (
                  <Text c="dimmed" className="any-script">
                    {t('own.with', { name: each.practitioner })}
                  </Text>
                )}
              </OwnLink>
            ))}
          </div>
        </OwnCard>
      )}
    </OwnPage>
  );
}
