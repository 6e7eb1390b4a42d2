import { Button, Text } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Teach } from '../../shared/look/Page';
import { showLongDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { AppointmentCard } from './AppointmentCard';
import { OwnCard, OwnNothing, OwnPage, OwnRow } from './OwnPage';
import { useOwnAppointments } from './usePages';

/** The own appointments: those to come with what can be done about them, and those that are over. */
export function OwnAppointmentsPage() {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const now = useNow(30);
  const appointments = useOwnAppointments();
  const upcoming = appointments.data?.pages[0]?.upcoming ?? [];
  const past = appointments.data?.pages.flatMap((page) => page.past) ?? [];
  return (
    <OwnPage title={t('own.appointments')} testid="own-appointments">
      <FailureNote failure={appointments.error} />
      {appointments.data && upcoming.length === 0 && (
        <OwnCard>
          <Teach icon={<IconCalendarPlus size={52} stroke={1.3} />} title={t('own.next.none')} text={t('own.next.none.text')} />
        </OwnCard>
      )}
      {upcoming.map((each) => (
        <AppointmentCard key={each.id} appointment={each} now={now} />
      ))}
      {appointments.data && (
        <OwnCard title={t('own.past')} testid="own-past">
          {past.length === 0 && <OwnNothing>{t('own.past.none')}</OwnNothing>}
          <div>
            {past.map((each) => {
              const { visit_id: visit } = each;
              return (
                <OwnRow
                  key={each.id}
                  testid="own-past-appointment"
                  side={
                    visit !== null && (
                      <Button variant="default" onClick={() => void navigate({ to: '/me/visits/$visitId', params: { visitId: visit } })}>
                        {t('own.appointment.visit')}
                      </Button>
                    )
                  }
                >
                  <Text fw={580} size="lg" className="numbers">
                    {showLongDate(dateAt(each.starts_at, zone))}, {showTime(each.starts_at, zone)}
                  </Text>
                  <Text c="dimmed" className="any-script">
                    {[word('own_appointment', each.status), each.practitioner && t('own.with', { name: each.practitioner })].filter(Boolean).join(' · ')}
                  </Text>
                </OwnRow>
              );
            })}
          </div>
          {appointments.hasNextPage && (
            <Button variant="default" loading={appointments.isFetchingNextPage} onClick={() => void appointments.fetchNextPage()} data-testid="own-older">
              {t('own.older')}
            </Button>
          )}
        </OwnCard>
      )}
    </OwnPage>
  );
}
