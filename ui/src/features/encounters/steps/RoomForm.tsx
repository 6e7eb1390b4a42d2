import { TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { call } from '../../../api/call';
import { toFailure } from '../../../api/failure';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { needed } from '../../../shared/forms/text';
import { useRefusal } from '../../../shared/forms/useDraftForm';
import type { SteppingVisit } from './steps';

interface Props {
  visit: SteppingVisit;
  version: () => Promise<number>;
  /** The booking of the visit, where it is known: by it the room can be changed while the doctor is there, too. */
  booking?: { id: string; version: number } | undefined;
  onDone: () => void;
}

/** Which room a patient is in, the first or another. */
export function RoomForm({ visit, version, booking, onDone }: Props) {
  const [busy, setBusy] = useState(false);
  const form = useForm({ initialValues: { room: visit.room ?? '' }, validate: { room: needed } });
  const { banner, refuse } = useRefusal(form);
  const send = async (room: string) => {
    setBusy(true);
    refuse(null);
    try {
      if (booking) await call('encounters.room', { appointment_id: booking.id, version: booking.version, room });
      else await call('encounters.move_visit', { id: visit.id, version: await version(), stage: 'roomed', room });
      notifications.show({ message: t('visit_step.roomed', { patient: visit.patient.display_name, room }) });
      onDone();
    } catch (thrown) {
      refuse(toFailure(thrown, t('failure.unknown')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormFrame banner={banner} submitLabel={t('queue.room')} pending={busy} onSubmit={() => form.onSubmit(({ room }) => void send(room.trim()))()} onClose={onDone} testid="visit-room">
      <TextInput label={t('queue.which_room')} data-autofocus data-testid="visit-room-name" {...form.getInputProps('room')} />
    </FormFrame>
  );
}
