import { Modal, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { nowMicros } from '../../shared/time/siteTime';
import type { OwnMedicine } from './OwnMedicinesPage';

interface Props {
  medicine: OwnMedicine;
  taken: boolean;
  onClose: () => void;
}

function Form({ medicine, taken, onClose }: Props) {
  const { time_zone: zone } = useSite();
  const tell = useAct('medication.own_dose');
  const { form, answered, ...draft } = useDraftForm(`own-dose:${medicine.id}:${taken}`, {
    blank: { occurred_at: '', notes: '' },
    validate: (values) => ({ occurred_at: clockTrouble(values.occurred_at) }),
  });
  const submit = () =>
    form.onSubmit(({ occurred_at, notes }) =>
      tell.mutate(
        { prescription_item_id: medicine.id, was_taken: taken, occurred_at: clockMoment(occurred_at, zone) ?? nowMicros(), scheduled_at: null, notes: orNull(notes) },
        answered(() => {
          notifications.show({ message: t(taken ? 'own.dose.done.taken' : 'own.dose.done.missed', { medicine: medicine.medication_text }) });
          onClose();
        }),
      ),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('own.dose.submit')} pending={tell.isPending} focusOn="submit" closeLabel={t('common.cancel')} onSubmit={submit} onClose={onClose} testid="own-dose">
      <TextInput label={t(taken ? 'own.dose.when.taken' : 'own.dose.when.missed')} description={t('own.dose.when.text')} placeholder={t('own.dose.when.now')} data-testid="own-dose-when" {...form.getInputProps('occurred_at')} />
      <Textarea label={t('own.dose.notes')} autosize minRows={1} data-testid="own-dose-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** A dose that was taken or left out. It cannot be taken back, so that it is asked once. */
export function DoseForm(props: Props) {
  return (
    <Modal opened onClose={props.onClose} title={t(props.taken ? 'own.dose.title.taken' : 'own.dose.title.missed', { medicine: props.medicine.medication_text })} size="lg">
      <Form {...props} />
    </Modal>
  );
}
