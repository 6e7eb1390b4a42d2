import { Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconCheck } from '@tabler/icons-react';
import type { ResponseOf } from '../../api/commands';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { showDay, showNumber } from '../../shared/time/format';
import classes from './kiosk.module.css';
import { OwnRow } from './OwnPage';

type Result = ResponseOf<'people.own_record'>['results'][number];

function Flag({ flag }: { flag: string }) {
  const Sign = flag === 'normal' ? IconCheck : flag.endsWith('low') ? IconArrowDown : flag.endsWith('high') ? IconArrowUp : IconAlertTriangle;
  return (
    <span className={classes.sign} data-tone={flag === 'normal' ? 'green' : flag.startsWith('critical') ? 'red' : 'amber'} data-testid="own-flag">
      <Sign size={20} aria-hidden />
      {word('own_flag', flag)}
    </span>
  );
}

/** A result in one line, with where it lies in words. */
export function OwnResult({ result }: { result: Result }) {
  const { time_zone: zone } = useSite();
  const value = result.value ?? (result.value_number === null ? '' : showNumber(result.value_number, 3));
  return (
    <OwnRow testid="own-result" side={result.abnormal_flag && <Flag flag={result.abnormal_flag} />}>
      <Text className="any-script">{result.test_name}</Text>
      <Text size="xl" fw={640} className="numbers any-script">
        {[value, result.unit].filter(Boolean).join(' ')}
      </Text>
      <Text c="dimmed" className="numbers">
        {[showDay(result.at, zone), result.reference_range && t('own.result.usual', { range: [result.reference_range, result.unit].filter(Boolean).join(' ') }), result.corrects_id !== null && t('own.result.corrected')].filter(Boolean).join(' · ')}
      </Text>
    </OwnRow>
  );
}
