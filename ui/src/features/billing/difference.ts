import { t } from '../../app/messages';
import { showMoney } from '../../shared/money';

/** Whether what was counted is what should be there, in words: a sign alone is misread. */
export function differenceText(difference: number, currency: string): string {
  if (difference === 0) return t('cash.difference.none');
  return t(difference > 0 ? 'cash.difference.over' : 'cash.difference.under', { amount: showMoney(Math.abs(difference), currency) });
}
