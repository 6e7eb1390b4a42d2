import { Autocomplete, Group, NumberInput, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { Failure } from '../../api/failure';
import type { DraftLine, Invoice } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { moneyText, parseMoney, showMoney } from '../../shared/money';
import { amountMinor, blankLine, lineTroubles, toLine, type LineValues } from './invoiceLines';

interface Props {
  invoice: Invoice;
  /** The line to change; a new one where it is left out. */
  line: Invoice['lines'][number] | null;
  onDone: () => void;
}

/** One line of a draft. What the price list knows fills itself in when it is chosen. */
export function LineForm({ invoice, line, onDone }: Props) {
  const { currency } = invoice;
  const add = useAct('billing.add_line');
  const change = useAct('billing.change_line');
  const { form, saved, refuse, ...draft } = useDraftForm<LineValues>(`line:${line?.id ?? invoice.id}`, {
    blank: line
      ? { description: line.description, quantity: line.quantity, price: moneyText(line.unit_price_minor, currency), procedure_code: line.procedure_code ?? '', diagnosis_code: line.diagnosis_code ?? '' }
      : blankLine,
    validate: (values) => lineTroubles(values, currency),
  });
  const [asked] = useDebouncedValue(form.values.description.trim(), 120);
  const prices = useCommand('billing.prices', { query: asked === '' ? null : asked, on: null, site_id: null }, ['price_list'], { keepPrevious: true });
  const known = (prices.data ?? []).filter((each) => each.currency === currency);
  const submit = () =>
    form.onSubmit((values) => {
      const answered = {
        onSuccess: ({ warnings }: DraftLine) => {
          saved();
          warnings.forEach((message) => notifications.show({ color: 'orange', message, autoClose: 12_000 }));
          onDone();
        },
        onError: (failure: Failure) => {
          if (failure.field === 'unit_price_minor') form.setFieldError('price', failure.sentence);
          else refuse(failure);
        },
      };
      const written = { ...toLine(values, currency), ...(line?.service_on ? { service_on: line.service_on } : {}) };
      if (line) change.mutate({ id: line.id, version: line.version, line: written }, answered);
      else add.mutate({ invoice_id: invoice.id, line: written }, answered);
    })();
  const choose = (description: string) => {
    const price = known.find((each) => each.description === description);
    form.setValues(price ? { description, price: moneyText(price.unit_price_minor, currency), procedure_code: price.code ?? '' } : { description });
  };
  const price = parseMoney(form.values.price, currency);
  const amount = price === null ? null : amountMinor(form.values.quantity, price);
  return (
    <FormFrame {...draft} submitLabel={t(line ? 'common.save' : 'billing.add_line.submit')} pending={add.isPending || change.isPending} onSubmit={submit} onClose={onDone} testid="line">
      <Autocomplete label={t('billing.description')} data={[...new Set(known.map((each) => each.description))]} filter={({ options }) => options} data-autofocus data-testid="line-description" {...form.getInputProps('description')} onOptionSubmit={choose} />
      <Group grow align="flex-start">
        <NumberInput label={t('billing.quantity')} hideControls decimalScale={3} allowedDecimalSeparators={['.', ',']} allowNegative={false} data-testid="line-quantity" {...form.getInputProps('quantity')} />
        <TextInput label={t('billing.price', { currency })} inputMode="decimal" data-testid="line-price" {...form.getInputProps('price')} />
      </Group>
      <Group grow align="flex-start">
        <TextInput label={t('billing.procedure_code')} data-testid="line-procedure" {...form.getInputProps('procedure_code')} />
        <TextInput label={t('billing.diagnosis_code')} data-testid="line-diagnosis" {...form.getInputProps('diagnosis_code')} />
      </Group>
      <Text fw={650} ta="end" className="numbers" data-testid="line-amount">
        {amount === null ? '' : showMoney(amount, currency)}
      </Text>
    </FormFrame>
  );
}
