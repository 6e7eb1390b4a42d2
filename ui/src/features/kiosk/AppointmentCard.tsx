import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCalendarOff, IconCheck, IconDoorEnter, IconMessage, IconThumbUp } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote, Note } from '../../shared/look/Note';
import { showLongDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { AskToCancel } from './AskToCancel';
import classes from './kiosk.module.css';

export type OwnAppointment = ResponseOf<'scheduling.own_appointments'>['upcoming'][number];

/** As near as this, the clinic takes an appointment of the other side of midnight for today's. */
const OVER_MIDNIGHT = 2 * 3_600_000_000;

/** An appointment that is to come, with what the patient can do about it. */
export function AppointmentCard({ appointment, now }: { appointment: OwnAppointment; now: number }) {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const checkIn = useAct('scheduling.own_check_in');
  const confirm = useAct('scheduling.own_confirm');
  const [asking, setAsking] = useState(false);
  const { id, version, status, starts_at } = appointment;
  const on = dateAt(starts_at, zone);
  const today = on === dateAt(now, zone);
  const expected = status === 'scheduled' || status === 'confirmed';
  const arrives = expected && (today || Math.abs(starts_at - now) <= OVER_MIDNIGHT);
  const here = arrives && !appointment.elsewhere;
  return (
    <article className={classes.card} data-testid="own-appointment" aria-label={`${showLongDate(on)}, ${showTime(starts_at, zone)}`}>
      <div>
        <Text className={classes.when}>{today ? `${t('own.today')}, ${showLongDate(on)}` : showLongDate(on)}</Text>
        <Text className={`${classes.clock} numbers`}>{showTime(starts_at, zone)}</Text>
        <Text size="lg" className="any-script">
          {[appointment.practitioner && t('own.with', { name: appointment.practitioner }), appointment.elsewhere && t('own.appointment.at', { place: appointment.elsewhere }), appointment.room].filter(Boolean).join(' · ')}
        </Text>
        {appointment.reason && (
          <Text c="dimmed" className="any-script">
            {appointment.reason}
          </Text>
        )}
      </div>
      {status === 'checked_in' ? (
        <Note tone="green" testid="own-checked-in">{t('own.appointment.checked_in')}</Note>
      ) : status === 'confirmed' ? (
        <Text className={classes.sign} data-tone="green" data-testid="own-appointment-status">
          <IconCheck size={22} aria-hidden />
          {word('own_appointment', status)}
        </Text>
      ) : (
        <Text c="dimmed" data-testid="own-appointment-status">
          {word('own_appointment', status)}
        </Text>
      )}
      {appointment.held_reason !== null && <Note tone="amber">{t('own.appointment.held')}</Note>}
      {appointment.cancel_asked && (
        <Note tone="amber" testid="own-cancel-asked">
          {t('own.appointment.asked')}
        </Note>
      )}
      {arrives && appointment.elsewhere && <Note tone="plain">{t('own.appointment.elsewhere', { place: appointment.elsewhere })}</Note>}
      <FailureNote failure={checkIn.error ?? confirm.error} />
      <div className={classes.actions}>
        {here && (
          <Button size="xl" leftSection={<IconDoorEnter size={28} className="mirrored" aria-hidden />} loading={checkIn.isPending} onClick={() => checkIn.mutate({ id, version })} data-testid="own-check-in">
            {t('own.appointment.check_in')}
          </Button>
        )}
        {status === 'scheduled' && !here && !appointment.cancel_asked && (
          <Button
            leftSection={<IconThumbUp size={22} aria-hidden />}
            loading={confirm.isPending}
            onClick={() => confirm.mutate({ id, version }, { onSuccess: () => notifications.show({ message: t('own.appointment.confirmed') }) })}
            data-testid="own-confirm"
          >
            {t('own.appointment.confirm')}
          </Button>
        )}
        {expected && !appointment.cancel_asked && (
          <Button size={here ? 'xl' : 'md'} variant="default" leftSection={<IconCalendarOff size={22} aria-hidden />} onClick={() => setAsking(true)} data-testid="own-cancel">
            {t('own.appointment.cancel')}
          </Button>
        )}
        <Button size={here ? 'xl' : 'md'} variant="default" leftSection={<IconMessage size={22} aria-hidden />} onClick={() => void navigate({ to: '/me/messages', search: { about: id } })} data-testid="own-write">
          {t('own.appointment.write')}
        </Button>
      </div>
      {asking && <AskToCancel appointment={appointment} onClose={() => setAsking(false)} />}
    </article>
  );
}
