import { ActionIcon, Button, Group, NumberInput, Table, Text, Textarea, TextInput, VisuallyHidden } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { AddButton } from '../../shared/look/AddButton';
import { showMoney } from '../../shared/money';
import { blankLine, lineTroubles, toLine, totalMinor, type LineValues } from './invoiceLines';

interface InvoiceValues {
  lines: LineValues[];
  due_on: string | null;
  notes: string;
}

/** What was done and what it costs; kept as a draft or issued at once. */
export function NewInvoiceForm(props: { patientId: string; visitId: string | null; lines?: LineValues[]; onDone: () => void }) {
  const { currency } = useSite();
  const navigate = useNavigate();
  const create = useAct('billing.create_invoice');
  const { form, saved, refuse, ...draft } = useDraftForm<InvoiceValues>(`invoice:${props.visitId ?? props.patientId}`, {
    blank: { lines: props.lines && props.lines.length > 0 ? props.lines : [blankLine], due_on: null, notes: '' },
    validate: (values) => Object.fromEntries(values.lines.flatMap((line, index) => Object.entries(lineTroubles(line, currency)).map(([field, trouble]) => [`lines.${index}.${field}`, trouble]))),
  });
  const submit = (issue: boolean) =>
    form.onSubmit((values) =>
      create.mutate(
        { patient_id: props.patientId, visit_id: props.visitId, lines: values.lines.map((line) => toLine(line, currency)), due_on: values.due_on, notes: orNull(values.notes), issue },
        {
          onSuccess: ({ id }) => {
            saved();
            props.onDone();
            void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: id } });
          },
          onError: (failure) => refuse(failure.field === 'unit_price_minor' ? failure.at('price') : failure),
        },
      ),
    )();
  return (
    <FormFrame
      {...draft}
      submitLabel={t('billing.issue')}
      pending={create.isPending}
      others={
        <Button variant="default" onClick={() => submit(false)} loading={create.isPending} data-testid="invoice-draft">
          {t('billing.keep_draft')}
        </Button>
      }
      onSubmit={() => submit(true)}
      onClose={props.onDone}
      testid="invoice"
    >
      <Table layout="fixed" withRowBorders={false} horizontalSpacing={4} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('billing.description')}</Table.Th>
            <Table.Th w="5rem">{t('billing.quantity')}</Table.Th>
            <Table.Th w="7rem">{t('billing.price', { currency })}</Table.Th>
            <Table.Th w="2.4rem">
              <VisuallyHidden>{t('common.remove')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {form.values.lines.map((line, index) => (
            <Table.Tr key={index} style={{ verticalAlign: 'top' }}>
              <Table.Td>
                <TextInput aria-label={t('billing.description')} data-testid="invoice-line-description" autoFocus={index === 0} data-autofocus={index === 0 || undefined} {...form.getInputProps(`lines.${index}.description`)} />
              </Table.Td>
              <Table.Td>
                <NumberInput aria-label={t('billing.quantity')} hideControls decimalScale={3} allowedDecimalSeparators={['.', ',']} allowNegative={false} data-testid="invoice-line-quantity" {...form.getInputProps(`lines.${index}.quantity`)} />
              </Table.Td>
              <Table.Td>
                <TextInput aria-label={t('billing.price', { currency })} inputMode="decimal" ta="end" data-testid="invoice-line-price" {...form.getInputProps(`lines.${index}.price`)} />
              </Table.Td>
              <Table.Td>
                {form.values.lines.length > 1 && (
                  <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('billing.remove_line', { line: line.description })} onClick={() => form.removeListItem('lines', index)}>
                    <IconTrash size={16} />
                  </ActionIcon>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="space-between">
        <AddButton label={t('billing.add_line')} onClick={() => form.insertListItem('lines', blankLine)} testid="invoice-add-line" />
        <Text fw={650} size="lg" className="numbers">
          {showMoney(totalMinor(form.values.lines, currency), currency)}
        </Text>
      </Group>
      <DatePickerInput label={t('billing.due')} description={t('billing.due.text')} clearable {...form.getInputProps('due_on')} />
      <Textarea label={t('billing.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
