import { DatePickerInput } from '@mantine/dates';
import type { ReactNode } from 'react';
import { showShortDate } from '../time/format';

interface Props {
  label: string;
  /** What `getInputProps` of a form hands over; blank is no day. */
  value?: string;
  onChange?: (day: string) => void;
  error?: ReactNode;
  description?: string;
  placeholder?: string;
  testid?: string;
}

/** A day of a form that may be left out. */
export function DayField({ value, onChange, testid, ...rest }: Props) {
  return <DatePickerInput {...rest} clearable value={value || null} onChange={(day) => onChange?.(day ?? '')} valueFormatter={() => (value ? showShortDate(value) : '')} data-testid={testid} />;
}
