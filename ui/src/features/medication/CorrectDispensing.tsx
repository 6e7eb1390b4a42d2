import { Modal, NumberInput, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import type { ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull } from '../../shared/forms/text';
import { showNumber } from '../../shared/time/format';
import { lastDay, lotName } from './lots';

export type DispensedLine = ResponseOf<'medication.dispensed'>[number];

export interface Correcting {
  line: DispensedLine;
  /** Undoing says that nothing was handed out at all. */
  kind: 'correct' | 'undo';
}

export function howMuch(line: DispensedLine): string {
  return [showNumber(line.quantity, 3), line.unit].filter(Boolean).join(' ');
}

function CorrectForm(props: { correcting: Correcting; onClose: () => void }) {
  const { line, kind } = props.correcting;
  const correct = useAct('medication.correct_dispensing');
  const lots = useCommand('medication.propose_lots', { prescription_item_id: line.prescription_item_id, quantity: null }, ['inventory_items', 'inventory_movements'], { enabled: kind === 'correct' });
  const form = useForm<{ quantity: number | string; inventory_item_id: string | null; days_supplied: number | string; reason: string }>({
    initialValues: { quantity: kind === 'undo' ? 0 : line.quantity, inventory_item_id: null, days_supplied: '', reason: '' },
    validate: {
      quantity: (quantity) => (numberOrNull(quantity) === null ? t('pharmacy.correct.quantity.missing') : null),
      reason: (reason) => (reason.trim() === '' ? t('pharmacy.correct.reason.missing') : null),
    },
  });
  const submit = () =>
    form.onSubmit((values) => {
      const quantity = numberOrNull(values.quantity);
      if (quantity === null) return;
      correct.mutate(
        { dispensing_id: line.id, quantity, inventory_item_id: values.inventory_item_id, days_supplied: numberOrNull(values.days_supplied), reason: values.reason.trim() },
        {
          onSuccess: () => {
            notifications.show({ message: t('pharmacy.correct.done') });
            props.onClose();
          },
          onError: (failure) => {
            if (failure.field && failure.field in form.getValues()) form.setFieldError(failure.field, failure.sentence);
          },
        },
      );
    })();
  const beside = correct.error?.field && correct.error.field in form.values;
  return (
    <FormFrame
      banner={beside ? null : correct.error}
      submitLabel={t(kind === 'undo' ? 'pharmacy.undo' : 'pharmacy.correct')}
      danger={kind === 'undo'}
      pending={correct.isPending}
      onSubmit={submit}
      onClose={props.onClose}
      testid="correct"
    >
      <Text size="sm" className="any-script">
        {t(kind === 'undo' ? 'pharmacy.undo.text' : 'pharmacy.correct.text', { medicine: line.substitution_text ?? line.medication_text, name: line.patient.display_name, quantity: howMuch(line) })}
      </Text>
      {kind === 'correct' && (
        <>
          <SimpleGrid cols={2}>
            <NumberInput label={t('pharmacy.correct.quantity')} hideControls allowNegative={false} decimalScale={3} data-autofocus data-testid="correct-quantity" {...form.getInputProps('quantity')} />
            <NumberInput label={t('pharmacy.days')} hideControls allowNegative={false} allowDecimal={false} data-testid="correct-days" {...form.getInputProps('days_supplied')} />
          </SimpleGrid>
          <Select
            label={t('pharmacy.correct.lot')}
            placeholder={t('pharmacy.correct.same_lot')}
            clearable
            data={(lots.data?.lots ?? []).map((lot) => ({ value: lot.inventory_item_id, label: `${lotName(lot)} · ${lot.name} · ${lastDay(lot)}` }))}
            data-testid="correct-lot"
            {...form.getInputProps('inventory_item_id')}
          />
        </>
      )}
      <TextInput label={t('pharmacy.correct.reason')} data-autofocus={kind === 'undo' || undefined} data-testid="correct-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}

/** Puts a handing-out right that was noted wrongly; what was struck stays readable. */
export function CorrectDispensing(props: { correcting: Correcting | null; onClose: () => void }) {
  const { correcting, onClose } = props;
  return (
    <Modal opened={correcting !== null} onClose={onClose} title={t(correcting?.kind === 'undo' ? 'pharmacy.undo.title' : 'pharmacy.correct.title')}>
      {correcting && <CorrectForm correcting={correcting} onClose={onClose} />}
    </Modal>
  );
}
