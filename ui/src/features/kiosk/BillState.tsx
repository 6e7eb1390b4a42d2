import { IconAlertTriangle, IconCheck, IconClock } from '@tabler/icons-react';
import { billState, type OwnBillLine } from './billWords';
import classes from './kiosk.module.css';

/** How a bill stands, with a sign as well as a colour. */
export function BillState({ bill }: { bill: OwnBillLine }) {
  const { sentence, tone } = billState(bill);
  const Sign = tone === 'green' ? IconCheck : tone === 'red' ? IconAlertTriangle : IconClock;
  return (
    <span className={classes.sign} data-tone={tone} data-testid="own-bill-state">
      <Sign size={20} aria-hidden />
      {sentence}
    </span>
  );
}
