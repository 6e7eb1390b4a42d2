import { Group, Select, Text, Textarea, TextInput } from '@mantine/core';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { moneyText, parseMoney, showMoney } from '../../shared/money';
import { paymentMethods } from './paymentMethods';

interface Props {
  payment: { id: string; kind: string; method: string; amount_minor: number; currency: string };
  onDone: () => void;
}

const CREDIT = 'patient_credit';

/** What a payment or refund was in truth. The wrong entry stays in sight and counts no more. */
export function CorrectPaymentForm({ payment, onDone }: Props) {
  const { currency } = payment;
  // A credit that was applied wrongly is only ever taken back: on this invoice here, and on the other one there.
  const isCredit = payment.method === CREDIT;
  const act = useAct('billing.correct_payment');
  const { form, answered, ...draft } = useDraftForm(`correct-payment:${payment.id}`, {
    blank: { amount_minor: moneyText(isCredit ? 0 : payment.amount_minor, currency), method: payment.method, reason: '' },
    validate: ({ amount_minor, reason }) => ({
      ...(parseMoney(amount_minor, currency) === null ? { amount_minor: t('billing.amount.wrong') } : {}),
      ...(reason.trim() === '' ? { reason: t('cash.correct.reason.missing') } : {}),
    }),
  });
  const submit = () =>
    form.onSubmit(({ amount_minor, method, reason }) =>
      act.mutate(
        { id: payment.id, amount_minor: parseMoney(amount_minor, currency) ?? 0, method: method === payment.method ? null : method, reason: reason.trim() },
        answered(onDone),
      ),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('cash.correct.submit')} pending={act.isPending} onSubmit={submit} onClose={onDone} testid="correct-payment">
      <Text size="sm">
        {t('cash.correct.text', { kind: word('payment_kind', payment.kind), method: word('payment_method', payment.method), amount: showMoney(payment.amount_minor, currency) })}
      </Text>
      {isCredit ? (
        <Text size="sm">{t('cash.correct.credit')}</Text>
      ) : (
        <Group grow align="flex-start">
          <TextInput
            label={t('cash.correct.amount', { currency })}
            description={t('cash.correct.zero')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            inputMode="decimal"
            data-autofocus
            data-testid="correct-amount"
            {...form.getInputProps('amount_minor')}
          />
          <Select label={t('billing.method')} data={choices('payment_method', paymentMethods)} allowDeselect={false} data-testid="correct-method" {...form.getInputProps('method')} />
        </Group>
      )}
      <Textarea label={t('cash.correct.reason')} autosize minRows={2} data-testid="correct-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}
