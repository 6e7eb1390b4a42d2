import type { InvoiceLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { ReasonForm } from '../../shared/forms/AskReason';
import { showMoney } from '../../shared/money';

/** Gives up what is still open of an invoice. It can be asked for again. */
export function WriteOffForm(props: { invoice: Pick<InvoiceLine, 'id' | 'version' | 'number' | 'due_minor' | 'currency'>; onDone: () => void }) {
  const { invoice } = props;
  const writeOff = useAct('billing.write_off');
  return (
    <ReasonForm
      draft={`write-off:${invoice.id}`}
      text={t('balances.write_off.text', { amount: showMoney(invoice.due_minor, invoice.currency), invoice: invoice.number ?? t('billing.draft') })}
      label={t('accounts.reason')}
      submit={t('balances.write_off')}
      danger
      send={(reason) => writeOff.mutateAsync({ id: invoice.id, version: invoice.version, reason })}
      onClose={props.onDone}
      testid="write-off"
    />
  );
}
