import { NumberInput, SimpleGrid, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import type { ListedMedicine } from './MedicineMenu';

/** Prescribes a medicine once more, as it was or with another supply; it is checked anew. */
export function RenewForm(props: { medicine: ListedMedicine; visitId: string | null; onDone: () => void }) {
  const { medicine } = props;
  const renew = useAct('medication.renew');
  const [warned, setWarned] = useState<Failure | null>(null);
  const [reason, setReason] = useState('');
  const { form, saved, refuse, ...draft } = useDraftForm<{ duration_days: number | string; quantity: number | string; refills_allowed: number | string; notes: string }>(`renew:${medicine.id}`, {
    blank: { duration_days: '', quantity: '', refills_allowed: '', notes: '' },
  });
  const submit = (accept_warnings: boolean) =>
    form.onSubmit((values) => {
      setWarned(null);
      refuse(null);
      renew.mutate(
        {
          item_id: medicine.id,
          version: medicine.version,
          visit_id: props.visitId,
          duration_days: numberOrNull(values.duration_days),
          quantity: numberOrNull(values.quantity),
          refills_allowed: numberOrNull(values.refills_allowed),
          notes: orNull(values.notes),
          accept_warnings,
          accept_reason: accept_warnings ? orNull(reason) : null,
        },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('medicine.renew.done', { medicine: medicine.medication_text }) });
            props.onDone();
          },
          onError: (failure) => (failure.code === 'warned' || failure.code === 'reason_needed' ? setWarned(failure) : refuse(failure)),
        },
      );
    })();
  const asBefore = t('medicine.renew.as_before');
  return (
    <FormFrame
      {...draft}
      submitLabel={t('medicine.renew')}
      focusOn="submit"
      pending={renew.isPending}
      warning={
        <AllTheSame failure={warned} action={t('medication.accept')} grave busy={renew.isPending} onGoOn={() => submit(true)} testid="renew-warned" actionTestid="renew-accept">
          {warned?.code === 'reason_needed' && <Textarea mt="xs" label={t('medication.accept.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize autoFocus data-testid="renew-reason" />}
        </AllTheSame>
      }
      onSubmit={() => submit(false)}
      onClose={props.onDone}
      testid="renew"
    >
      <Text className="any-script">{medicine.dosage}</Text>
      <Text size="sm" c="dimmed">
        {t('medicine.renew.text')}
      </Text>
      <SimpleGrid cols={3} spacing="sm">
        <NumberInput label={t('medication.days')} placeholder={asBefore} hideControls allowNegative={false} allowDecimal={false} data-testid="renew-days" {...form.getInputProps('duration_days')} />
        <NumberInput label={t('medication.quantity')} placeholder={asBefore} hideControls allowNegative={false} data-testid="renew-quantity" {...form.getInputProps('quantity')} />
        <NumberInput label={t('medication.refills')} placeholder={asBefore} hideControls allowNegative={false} allowDecimal={false} data-testid="renew-refills" {...form.getInputProps('refills_allowed')} />
      </SimpleGrid>
      <Textarea label={t('medicine.renew.notes')} autosize minRows={1} data-testid="renew-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
