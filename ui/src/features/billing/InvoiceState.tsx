import { Badge } from '@mantine/core';
import type { InvoiceLine } from '../../api/commands';
import { word } from '../../app/messages';

const colors: Readonly<Record<string, string>> = {
  draft: 'gray',
  pending: 'accent',
  partial: 'accent',
  overdue: 'orange',
  paid: 'green',
  refunded: 'gray',
};

/** How far an invoice is on its way to being paid. */
export function InvoiceState(props: { invoice: Pick<InvoiceLine, 'status' | 'payment_state'> }) {
  const { status, payment_state } = props.invoice;
  const state = payment_state ?? status;
  return <Badge color={colors[state] ?? 'gray'}>{word('invoice_state', state)}</Badge>;
}
