import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { DraftNote, FailureNote } from '../../shared/look/Note';
import { showLongDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import type { OwnAppointment } from './AppointmentCard';

interface Props {
  appointment: OwnAppointment;
  onClose: () => void;
}

function AskForm({ appointment, onClose }: Props) {
  const { time_zone: zone } = useSite();
  const ask = useAct('scheduling.own_ask_to_cancel');
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm(`own-cancel:${appointment.id}`, { blank: { reason: '' } });
  const submit = () =>
    form.onSubmit(({ reason }) =>
      ask.mutate(
        { id: appointment.id, reason: orNull(reason) },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('own.cancel.done') });
            onClose();
          },
          onError: refuse,
        },
      ),
    )();
  useDialogKeys(onClose, submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <Text size="md">{t('own.cancel.text', { day: showLongDate(dateAt(appointment.starts_at, zone)), time: showTime(appointment.starts_at, zone) })}</Text>
        <DraftNote restored={restored} onAfresh={startAfresh} />
        <Textarea label={t('own.cancel.reason')} autosize minRows={2} data-autofocus data-testid="own-cancel-reason" {...form.getInputProps('reason')} />
        <FailureNote failure={banner} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-testid="own-cancel-keep">
            {t('own.cancel.keep')}
          </Button>
          <Button type="submit" color="red" loading={ask.isPending} data-testid="own-cancel-submit">
            {t('own.cancel.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Asks once whether the front desk is to call the appointment off. Mount it only while it is asked. */
export function AskToCancel(props: Props) {
  return (
    <Modal opened onClose={props.onClose} title={t('own.cancel.title')} size="lg">
      <AskForm {...props} />
    </Modal>
  );
}
