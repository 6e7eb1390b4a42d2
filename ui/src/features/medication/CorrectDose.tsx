import { Autocomplete, NumberInput, Radio, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { RequestOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { choices } from '../../shared/forms/choices';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { units, type GivenDose } from './medicineWords';

type Outcome = NonNullable<RequestOf<'medication.correct_administration'>['status']>;
/** What is chosen: `entered_in_error` says that there was no dose at all. */
type Really = Outcome | 'entered_in_error';

const outcomes: readonly Really[] = ['given', 'partial', 'refused', 'withheld', 'entered_in_error'];

interface Values {
  status: Really;
  status_reason: string;
  dose_amount: number | string;
  dose_unit: string;
  lot_quantity: number | string;
  reason: string;
}

/** What really became of a dose that was written down wrongly. */
export function CorrectDose({ dose, onDone }: { dose: GivenDose; onDone: () => void }) {
  const correct = useAct('medication.correct_administration');
  const before = outcomes.find((each) => each === dose.status) ?? 'given';
  const { form, saved, refuse, ...draft } = useDraftForm<Values>(`correct-dose:${dose.id}`, {
    blank: { status: before, status_reason: dose.status_reason ?? '', dose_amount: dose.dose_amount ?? '', dose_unit: dose.dose_unit ?? '', lot_quantity: '', reason: '' },
    validate: (values) => ({
      status_reason: ['partial', 'refused', 'withheld'].includes(values.status) && values.status_reason.trim() === '' ? t('dose.reason.missing') : null,
      dose_amount: values.status === 'partial' && numberOrNull(values.dose_amount) === null ? t('medication.amount.missing') : null,
      dose_unit: takenIn(values.status) && numberOrNull(values.dose_amount) !== null && values.dose_unit.trim() === '' ? t('dose.unit.missing') : null,
      lot_quantity: takenIn(values.status) && dose.lot_number !== null && numberOrNull(values.lot_quantity) === null ? t('dose.lot_quantity.missing') : null,
      reason: values.reason.trim() === '' ? t('accounts.reason.missing') : null,
    }),
  });
  const { status } = form.values;
  const whole = status === 'given' || status === 'entered_in_error';
  // A lot without a number is not seen here; then the clinic asks for what was taken from it.
  const asksLot = takenIn(status) && (dose.lot_number !== null || form.errors.lot_quantity !== undefined || form.values.lot_quantity !== '');
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      const amount = takenIn(values.status) ? numberOrNull(values.dose_amount) : null;
      correct.mutate(
        {
          administration_id: dose.id,
          status: values.status === 'entered_in_error' ? null : values.status,
          status_reason: whole ? null : orNull(values.status_reason),
          dose_amount: amount,
          dose_unit: amount === null ? null : orNull(values.dose_unit),
          lot_quantity: asksLot ? numberOrNull(values.lot_quantity) : null,
          reason: values.reason.trim(),
        },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('dose.correct.done') });
            onDone();
          },
          onError: refuse,
        },
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('dose.correct.submit')} pending={correct.isPending} onSubmit={submit} onClose={onDone} testid="correct-dose">
      <Text size="sm">{t('dose.correct.text')}</Text>
      <Radio.Group label={t('dose.outcome')} {...form.getInputProps('status')}>
        <Stack gap={6} mt={6}>
          {choices<Really>('dose_outcome', outcomes).map((each) => (
            <Radio key={each.value} value={each.value} label={each.label} data-testid={`correct-dose-${each.value}`} />
          ))}
        </Stack>
      </Radio.Group>
      {status !== 'given' && status !== 'entered_in_error' && <Textarea label={t(`dose.reason.${status}`)} autosize minRows={1} data-testid="correct-dose-why" {...form.getInputProps('status_reason')} />}
      {takenIn(status) && (
        <SimpleGrid cols={2} spacing="sm">
          <NumberInput label={t('medication.amount')} hideControls allowNegative={false} decimalScale={3} data-testid="correct-dose-amount" {...form.getInputProps('dose_amount')} />
          <Autocomplete label={t('medication.unit')} data={units} data-testid="correct-dose-unit" {...form.getInputProps('dose_unit')} />
        </SimpleGrid>
      )}
      {asksLot && <NumberInput label={t('dose.lot_quantity.plain')} hideControls allowNegative={false} decimalScale={3} maw="16rem" data-testid="correct-dose-lot" {...form.getInputProps('lot_quantity')} />}
      <Textarea label={t('dose.correct.reason')} autosize minRows={1} data-autofocus data-testid="correct-dose-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}

function takenIn(status: Really): boolean {
  return status === 'given' || status === 'partial';
}
