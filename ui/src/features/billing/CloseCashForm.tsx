import { Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { CashBox } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { Note } from '../../shared/look/Note';
import { parseMoney } from '../../shared/money';
import { differenceText } from './difference';

/** Counts a box and closes it. What is not as it should be needs a reason. */
export function CloseCashForm(props: { box: CashBox; onDone?: () => void }) {
  const { box, onDone } = props;
  const { currency } = box;
  const act = useAct('billing.close_cash');
  const { form, saved, refuse, ...draft } = useDraftForm(`cash-close:${box.id}`, {
    blank: { counted_minor: '', difference_reason: '', notes: '' },
    validate: ({ counted_minor, difference_reason }) => {
      const counted = parseMoney(counted_minor, currency);
      if (counted === null) return { counted_minor: t('billing.amount.wrong') };
      return counted !== box.expected_minor && difference_reason.trim() === '' ? { difference_reason: t('cash.difference.reason.missing') } : {};
    },
  });
  const submit = () =>
    form.onSubmit(({ counted_minor, difference_reason, notes }) =>
      act.mutate(
        { id: box.id, version: box.version, counted_minor: parseMoney(counted_minor, currency) ?? 0, difference_reason: orNull(difference_reason), notes: orNull(notes) },
        {
          onSuccess: ({ difference_minor }) => {
            saved();
            notifications.show({ message: t('cash.closed', { difference: differenceText(difference_minor, currency) }) });
            onDone?.();
          },
          onError: refuse,
        },
      ),
    )();
  const counted = parseMoney(form.values.counted_minor, currency);
  const difference = counted === null ? 0 : counted - box.expected_minor;
  return (
    <FormFrame {...draft} submitLabel={t('cash.close')} pending={act.isPending} onSubmit={submit} {...(onDone ? { onClose: onDone } : {})} testid="cash-close">
      <TextInput label={t('cash.count', { currency })} inputMode="decimal" size="md" data-autofocus={onDone ? true : undefined} data-testid="cash-counted" {...form.getInputProps('counted_minor')} />
      {counted !== null && (
        <Note tone={difference === 0 ? 'green' : 'amber'} testid="cash-difference">
          <Text span size="sm" fw={620}>
            {differenceText(difference, currency)}
          </Text>
        </Note>
      )}
      {(difference !== 0 || form.values.difference_reason !== '' || form.errors.difference_reason) && (
        <Textarea label={t('cash.difference.reason')} autosize minRows={2} data-testid="cash-reason" {...form.getInputProps('difference_reason')} />
      )}
      <Textarea label={t('cash.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
