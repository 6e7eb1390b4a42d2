import type { InvoiceLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { showMoney } from '../../shared/money';
import { ReasonForm } from './ReasonForm';

/** Gives up what is still open of an invoice. It can be asked for again. */
export function WriteOffForm(props: { invoice: Pick<InvoiceLine, 'id' | 'version' | 'number' | 'due_minor' | 'currency'>; onDone: () => void }) {
  const { invoice } = props;
  const writeOff = useAct('billing.write_off');
  return (
    <ReasonForm
      draft={`write-off:${invoice.id}`}
      text={t('balances.write_off.text', { amount: showMoney(invoice.due_minor, invoice.currency), invoice: invoice.number ?? t('billing.draft') })}
      submitLabel={t('balances.write_off')}
      danger
      pending={writeOff.isPending}
      act={(reason, answered) => writeOff.mutate({ id: invoice.id, version: invoice.version, reason }, answered)}
      onClose={props.onDone}
      testid="write-off-form"
    />
  );
}
