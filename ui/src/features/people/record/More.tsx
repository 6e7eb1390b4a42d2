import { Button } from '@mantine/core';
import { t } from '../../../app/messages';
import rows from '../../encounters/rows.module.css';

/** The page before the ones that are shown, where there is one. */
export function More(props: { has: boolean; busy: boolean; onMore: () => void }) {
  if (!props.has) return null;
  return (
    <div className={rows.more}>
      <Button variant="default" size="compact-md" loading={props.busy} onClick={props.onMore} data-testid="record-more">
        {t('record.more')}
      </Button>
    </div>
  );
}
