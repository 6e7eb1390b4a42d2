import { ActionIcon, Group } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { t } from '../../app/messages';
import { showList, showLongDate } from './format';
import { addDays } from './siteTime';

/** One day, with the day before and the day after one press away. */
export function DayPicker(props: { value: string; onChange: (day: string) => void; testid?: string }) {
  const { value, onChange } = props;
  return (
    <Group gap="xs" wrap="nowrap">
      <ActionIcon variant="default" size={36} aria-label={t('accounts.previous_day')} onClick={() => onChange(addDays(value, -1))}>
        <IconChevronLeft size={18} className="mirrored" />
      </ActionIcon>
      <DatePickerInput aria-label={showList([t('accounts.day'), showLongDate(value)])} value={value} onChange={(next) => next && onChange(next)} valueFormatter={() => showLongDate(value)} w="15rem" data-testid={props.testid} />
      <ActionIcon variant="default" size={36} aria-label={t('accounts.next_day')} onClick={() => onChange(addDays(value, 1))}>
        <IconChevronRight size={18} className="mirrored" />
      </ActionIcon>
    </Group>
  );
}
