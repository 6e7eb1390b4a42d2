import { Checkbox, Group, Select, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { Invoice } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useRefusal } from '../../shared/forms/useDraftForm';
import { Note } from '../../shared/look/Note';
import { moneyText, parseMoney, showMoney } from '../../shared/money';
import { paymentMethods } from './paymentMethods';

const payers = ['patient', 'insurer', 'other'] as const;
type Payer = (typeof payers)[number];

interface Props {
  invoice: Invoice;
  kind: 'payment' | 'refund';
  onDone: () => void;
}

/** Money in or money back. More than is owed is accepted and stays as credit. */
export function PaymentForm({ invoice, kind, onDone }: Props) {
  const { currency } = invoice;
  const take = useAct('billing.take_payment');
  const refund = useAct('billing.refund');
  const busy = take.isPending || refund.isPending;
  const form = useForm({
    initialValues: { amount_minor: kind === 'payment' && invoice.due_minor > 0 ? moneyText(invoice.due_minor, currency) : '', method: 'cash', text: '', payer: 'patient' as Payer, payer_text: '', still_owed: false },
    validate: {
      amount_minor: (amount) => {
        const minor = parseMoney(amount, currency);
        if (minor === null || minor <= 0) return t('billing.amount.wrong');
        if (kind === 'refund' && minor > invoice.paid_minor) return t('billing.refund.too_much', { paid: showMoney(invoice.paid_minor, currency) });
        return null;
      },
      payer_text: (text, values) => (values.payer === 'other' && text.trim() === '' ? t('billing.payer.missing') : null),
      text: (text) => (kind === 'refund' && text.trim() === '' ? t('billing.refund.reason.missing') : null),
    },
  });
  const { banner, refuse } = useRefusal(form);
  const submit = () =>
    form.onSubmit(({ amount_minor: typed, method, text, payer, payer_text, still_owed }) => {
      const amount_minor = parseMoney(typed, currency);
      if (amount_minor === null) return;
      refuse(null);
      const answered = { onSuccess: onDone, onError: refuse };
      const money = { invoice_id: invoice.id, amount_minor, method, payer_kind: payer, payer_text: payer === 'patient' ? null : orNull(payer_text) };
      if (kind === 'payment') take.mutate({ ...money, reference: orNull(text) }, answered);
      else refund.mutate({ ...money, reason: text.trim(), still_owed }, answered);
    })();
  const choose = (method: string | null) => {
    form.setFieldValue('method', method ?? 'cash');
    if (method === 'insurance') form.setFieldValue('payer', 'insurer');
  };
  const typed = parseMoney(form.values.amount_minor, currency);
  const excess = kind === 'payment' && typed !== null ? typed - invoice.due_minor : 0;
  return (
    <FormFrame banner={banner} submitLabel={t(kind === 'payment' ? 'billing.take' : 'billing.refund')} danger={kind === 'refund'} pending={busy} onSubmit={submit} onClose={onDone} testid={kind}>
      <Text size="sm" c="dimmed">
        {kind === 'payment' ? t('billing.payment.open', { amount: showMoney(invoice.due_minor, currency) }) : t('billing.refund.paid', { amount: showMoney(invoice.paid_minor, currency) })}
      </Text>
      <TextInput label={t('billing.amount', { currency })} inputMode="decimal" size="md" data-autofocus data-testid={`${kind}-amount`} {...form.getInputProps('amount_minor')} />
      {excess > 0 && <Note tone="plain">{t('billing.payment.excess', { amount: showMoney(excess, currency) })}</Note>}
      <Select label={t('billing.method')} data={choices('payment_method', paymentMethods)} allowDeselect={false} data-testid={`${kind}-method`} {...form.getInputProps('method')} onChange={choose} />
      <Group grow align="flex-start">
        <Select
          label={t(kind === 'payment' ? 'billing.payer' : 'billing.payee')}
          data={choices('payer_kind', payers)}
          allowDeselect={false}
          data-testid={`${kind}-payer`}
          {...form.getInputProps('payer')}
        />
        {form.values.payer !== 'patient' && <TextInput label={t('billing.payer.name')} data-testid={`${kind}-payer-name`} {...form.getInputProps('payer_text')} />}
      </Group>
      <TextInput label={t(kind === 'payment' ? 'billing.reference' : 'billing.refund.reason')} data-testid={`${kind}-text`} {...form.getInputProps('text')} />
      {kind === 'refund' && (
        <Checkbox label={t('billing.refund.still_owed')} description={t('billing.refund.still_owed.text')} data-testid="refund-still-owed" {...form.getInputProps('still_owed', { type: 'checkbox' })} />
      )}
    </FormFrame>
  );
}
