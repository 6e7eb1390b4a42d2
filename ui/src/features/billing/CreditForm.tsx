import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import type { InvoiceLine, PatientCredit } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { moneyText, parseMoney, showMoney } from '../../shared/money';

interface Props {
  credit: PatientCredit['invoices'][number];
  /** The patient's invoices, of which one may be paid with it. */
  invoices: readonly InvoiceLine[];
  onDone: () => void;
}

/** What was paid too much on one invoice pays another of the same patient. No money moves. */
export function CreditForm({ credit, invoices, onDone }: Props) {
  const { currency } = credit;
  const apply = useAct('billing.apply_credit');
  const payable = invoices.filter((each) => each.status === 'issued' && each.due_minor > 0 && each.currency === currency && each.id !== credit.invoice_id);
  const most = (id: string) => Math.min(credit.credit_minor, payable.find((each) => each.id === id)?.due_minor ?? 0);
  const first = payable[0]?.id ?? '';
  const { form, answered, ...draft } = useDraftForm(`credit:${credit.invoice_id}`, {
    blank: { to_invoice_id: first, amount_minor: moneyText(most(first), currency) },
    validate: ({ to_invoice_id, amount_minor }) => {
      const minor = parseMoney(amount_minor, currency);
      return {
        ...(payable.some((each) => each.id === to_invoice_id) ? {} : { to_invoice_id: t('balances.credit.for.missing') }),
        ...(minor === null || minor <= 0
          ? { amount_minor: t('billing.amount.wrong') }
          : minor > most(to_invoice_id)
            ? { amount_minor: t('balances.credit.too_much', { amount: showMoney(most(to_invoice_id), currency) }) }
            : {}),
      };
    },
  });
  const submit = () =>
    form.onSubmit(({ to_invoice_id, amount_minor }) =>
      apply.mutate({ from_invoice_id: credit.invoice_id, to_invoice_id, amount_minor: parseMoney(amount_minor, currency) ?? 0 }, answered(onDone)),
    )();
  const choose = (id: string | null) => form.setValues({ to_invoice_id: id ?? '', amount_minor: id === null ? '' : moneyText(most(id), currency) });
  if (payable.length === 0) {
    return (
      <Group justify="space-between" wrap="nowrap" mt="xs">
        <Text size="sm" c="dimmed">
          {t('balances.credit.none', { currency })}
        </Text>
        <Button variant="default" size="compact-sm" onClick={onDone} style={{ flexShrink: 0 }}>
          {t('common.close')}
        </Button>
      </Group>
    );
  }
  return (
    <FormFrame {...draft} submitLabel={t('balances.credit.submit')} pending={apply.isPending} onSubmit={submit} onClose={onDone} testid="credit">
      <Group grow align="flex-start" mt="xs">
        <Select
          label={t('balances.credit.for')}
          data={payable.map((each) => ({ value: each.id, label: `${each.number ?? t('billing.draft')} · ${showMoney(each.due_minor, currency)}` }))}
          allowDeselect={false}
          data-testid="credit-for"
          {...form.getInputProps('to_invoice_id')}
          onChange={choose}
        />
        <TextInput label={t('billing.amount', { currency })} inputMode="decimal" data-autofocus data-testid="credit-amount" {...form.getInputProps('amount_minor')} />
      </Group>
    </FormFrame>
  );
}
