import { SimpleGrid, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showDayAndTime, showShortDate } from '../../shared/time/format';
import { clockAt, dateAt, instantAt, nowMicros } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import type { SessionLine } from './sessionWords';

/** Another hour for a planned session. */
export function MoveSessionForm(props: { session: Pick<SessionLine, 'id' | 'version' | 'started_at'>; onClose: () => void }) {
  const { session, onClose } = props;
  const { time_zone: zone } = useSite();
  const move = useAct('wellness.move_session');
  const { form, answered, refuse, ...draft } = useDraftForm(`move-session:${session.id}:${session.version}`, {
    blank: { date: dateAt(session.started_at, zone), starts_at: clockAt(session.started_at, zone) },
    validate: (values) => ({
      date: values.date ? null : t('form.required'),
      starts_at: parseClock(values.starts_at) === null ? t('session.plan.clock.wrong') : null,
    }),
  });
  const submit = () =>
    form.onSubmit(({ date, starts_at }) => {
      const clock = parseClock(starts_at);
      if (clock === null) return;
      const moved = instantAt(date, clock, zone);
      refuse(null);
      move.mutate(
        { id: session.id, version: session.version, starts_at: moved },
        answered(() => {
          notifications.show({ message: t('session.moved', { when: showDayAndTime(moved, zone) }) });
          onClose();
        }),
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('sessions.move')} pending={move.isPending} onSubmit={submit} onClose={onClose} testid="session-move">
      <SimpleGrid cols={2} spacing="sm">
        <DatePickerInput label={t('session.plan.day')} minDate={dateAt(nowMicros(), zone)} valueFormatter={() => (form.values.date ? showShortDate(form.values.date) : '')} highlightToday data-testid="session-move-date" {...form.getInputProps('date')} />
        <TextInput label={t('session.plan.clock')} data-autofocus data-testid="session-move-clock" {...form.getInputProps('starts_at')} />
      </SimpleGrid>
    </FormFrame>
  );
}
