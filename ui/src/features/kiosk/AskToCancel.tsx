import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { orNull } from '../../shared/forms/text';
import { showLongDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import type { OwnAppointment } from './AppointmentCard';

/** Asks once whether the front desk is to call the appointment off. Mount it only while it is asked. */
export function AskToCancel(props: { appointment: OwnAppointment; onClose: () => void }) {
  const { appointment, onClose } = props;
  const { time_zone: zone } = useSite();
  const ask = useAct('scheduling.own_ask_to_cancel');
  return (
    <AskReason
      title={t('own.cancel.title')}
      size="lg"
      draft={`own-cancel:${appointment.id}`}
      text={t('own.cancel.text', { day: showLongDate(dateAt(appointment.starts_at, zone)), time: showTime(appointment.starts_at, zone) })}
      label={t('own.cancel.reason')}
      optional
      submit={t('own.cancel.submit')}
      leave={t('own.cancel.keep')}
      danger
      send={(reason) => ask.mutateAsync({ id: appointment.id, reason: orNull(reason) })}
      onDone={() => {
        notifications.show({ message: t('own.cancel.done') });
        onClose();
      }}
      onClose={onClose}
      testid="own-cancel"
    />
  );
}
