import { Select, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { bedName, freeBeds, type Bed, type Stay, type Ward } from './bedWords';

interface TransferValues {
  bed_id: string | null;
  at: string;
  reason: string;
}

/** Moves somebody to another bed: one stay ends and the next begins at the same moment. */
export function TransferForm(props: { wards: readonly Ward[]; bed: Bed; stay: Stay; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const { stay, bed, wards } = props;
  const transfer = useAct('place.transfer');
  const choices = freeBeds(wards)
    .map((ward) => ({ ...ward, items: ward.items.filter((each) => each.value !== bed.id) }))
    .filter((ward) => ward.items.length > 0);
  const { form, answered, ...draft } = useDraftForm<TransferValues>(`transfer:${stay.id}`, {
    blank: { bed_id: null, at: '', reason: '' },
    validate: (values) => ({ bed_id: values.bed_id ? null : t('admit.bed.missing'), at: clockTrouble(values.at) }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      if (!values.bed_id) return;
      const to = wards.flatMap((ward) => ward.beds).find((each) => each.id === values.bed_id);
      transfer.mutate(
        { id: stay.id, version: stay.version, bed_id: values.bed_id, at: clockMoment(values.at, zone), reason: orNull(values.reason) },
        answered(() => {
          notifications.show({ message: t('transfer.done', { patient: stay.patient.display_name, bed: to ? bedName(to) : '' }) });
          props.onClose();
        }),
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('transfer.submit')} pending={transfer.isPending} onSubmit={submit} onClose={props.onClose} testid="transfer">
      <Text size="sm" c="dimmed">
        {t('transfer.from', { bed: bedName(bed) })}
      </Text>
      <Select label={t('transfer.to')} data={choices} searchable allowDeselect={false} description={choices.length === 0 ? t('admit.bed.none') : undefined} data-autofocus data-testid="transfer-bed" {...form.getInputProps('bed_id')} />
      <TextInput label={t('transfer.at')} placeholder={t('vitals.measured_at.now')} data-testid="transfer-at" {...form.getInputProps('at')} />
      <TextInput label={t('transfer.reason')} data-testid="transfer-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}
