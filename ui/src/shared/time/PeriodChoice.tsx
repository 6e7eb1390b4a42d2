import { Group, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { t } from '../../app/messages';
import { showDate, showList } from './format';
import { namedPeriods, nameOf, periodOf, type Period } from './period';

interface Props {
  value: Period;
  onChange: (period: Period) => void;
  today: string;
  testid?: string;
}

/** A stretch of days: one that has a name, or two days of one's own. */
export function PeriodChoice({ value, onChange, today, testid }: Props) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Select
        w="12rem"
        aria-label={t('period.label')}
        value={nameOf(value, today) ?? 'own'}
        onChange={(name) => {
          const named = namedPeriods.find((each) => each === name);
          if (named) onChange(periodOf(named, today));
        }}
        data={[...namedPeriods.map((name) => ({ value: name as string, label: t(`period.${name}`) })), ...(nameOf(value, today) === null ? [{ value: 'own', label: t('period.own') }] : [])]}
        allowDeselect={false}
        data-testid={testid}
      />
      <DatePickerInput aria-label={showList([t('accounts.from'), showDate(value.from_on)])} value={value.from_on} valueFormatter={() => showDate(value.from_on)} maxDate={value.until_on} onChange={(from_on) => from_on && onChange({ ...value, from_on })} w="9.5rem" />
      <DatePickerInput aria-label={showList([t('accounts.until'), showDate(value.until_on)])} value={value.until_on} valueFormatter={() => showDate(value.until_on)} minDate={value.from_on} onChange={(until_on) => until_on && onChange({ ...value, until_on })} w="9.5rem" />
    </Group>
  );
}
