import { ActionIcon, Button, Checkbox, Group, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { call } from '../../../api/call';
import type { PatientLine, RequestOf, ResponseOf } from '../../../api/commands';
import { toFailure } from '../../../api/failure';
import { useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { numberOrNull, orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { useShortcuts } from '../../../shared/keyboard/useShortcuts';
import { DraftNote } from '../../../shared/look/Note';
import { Panel } from '../../../shared/look/Page';
import classes from './LaboratoryPage.module.css';
import { leftToRight, rangeLines, rowsFor } from './ranges';
import { readResult } from './typedResult';

export type Result = ResponseOf<'encounters.lab_order'>['results'][number];
type ResultValue = Omit<RequestOf<'encounters.correct_result'>, 'id' | 'reason'>;

/** One test as it is typed. */
export interface ResultEntry {
  value: string;
  unit: string;
  flag: string | null;
  flag_reason: string;
  reference_low: number | string;
  reference_high: number | string;
  comments: string;
  interpretation: string;
}

export const blankEntry: ResultEntry = { value: '', unit: '', flag: null, flag_reason: '', reference_low: '', reference_high: '', comments: '', interpretation: '' };

/** What belongs to which field of the row; what is left over is told beside the value. */
export type EntryTroubles = Partial<Record<keyof ResultEntry, string>>;

const flags = ['normal', 'low', 'high', 'critical_low', 'critical_high', 'abnormal'] as const;

/** What goes to the clinic; troubles where it cannot be read. */
export function toValue(entry: ResultEntry): ResultValue | EntryTroubles {
  const typed = readResult(entry.value);
  if (typed === 'comma') return { value: t('lab.result.comma') };
  if (typed === null) return { value: t('lab.correct.missing') };
  return {
    ...typed,
    unit: orNull(entry.unit),
    reference_low: numberOrNull(entry.reference_low),
    reference_high: numberOrNull(entry.reference_high),
    abnormal_flag: entry.flag,
    flag_reason: entry.flag === null ? null : orNull(entry.flag_reason),
    comments: orNull(entry.comments),
    interpretation: orNull(entry.interpretation),
  };
}

export function isValue(read: ResultValue | EntryTroubles): read is ResultValue {
  return 'value_number' in read;
}

/** A refusal beside the field of the screen that it is about. */
export function troublesOf(thrown: unknown): EntryTroubles {
  const { field, sentence } = toFailure(thrown, t('failure.unknown'));
  if (field === 'abnormal_flag') return { flag: sentence };
  if (field !== null && field in blankEntry) return { [field]: sentence };
  return { value: sentence };
}

interface FieldsProps {
  result: Result;
  patient: PatientLine;
  entry: ResultEntry;
  troubles: EntryTroubles;
  onChange: (part: Partial<ResultEntry>) => void;
  onEnter: (event: KeyboardEvent<HTMLInputElement>) => void;
}

/** Value, unit and range of one test in a row; what is seldom needed opens below. */
export function ResultFields({ result, patient, entry, troubles, onChange, onEnter }: FieldsProps) {
  const [more, setMore] = useState(false);
  const tests = useCommand('encounters.lab_tests', { query: null, with_retired: false }, ['lab_tests']);
  const rows = rowsFor(tests.data ?? [], result, patient);
  const lines = rangeLines(rows);
  const opened = more || Boolean(troubles.flag ?? troubles.flag_reason ?? troubles.reference_low ?? troubles.reference_high ?? troubles.comments ?? troubles.interpretation);
  return (
    <>
      <div className={classes.entry}>
        <div>
          <Text fw={560} size="sm" className="any-script">
            {result.test_name}
          </Text>
          {result.status === 'preliminary' && (
            <Text size="xs" c="dimmed" className="numbers">
              {t('lab.step.preliminary')}: {leftToRight([result.value, result.unit].filter(Boolean).join(' '))}
            </Text>
          )}
        </div>
        <TextInput
          aria-label={t('lab.result_of', { test: result.test_name })}
          value={entry.value}
          onChange={(event) => onChange({ value: event.currentTarget.value })}
          onKeyDown={onEnter}
          error={troubles.value}
          data-result-input
          data-testid="result-value"
        />
        <TextInput aria-label={t('lab.unit_of', { test: result.test_name })} placeholder={rows.find((row) => row.unit)?.unit ?? ''} value={entry.unit} onChange={(event) => onChange({ unit: event.currentTarget.value })} error={troubles.unit} data-testid="result-unit" />
        <div>
          {lines.map((line) => (
            <Text key={line} size="xs" c="dimmed" className="numbers">
              {line}
            </Text>
          ))}
          {tests.data && lines.length === 0 && (
            <Text size="xs" c="dimmed">
              {t('lab.range.none')}
            </Text>
          )}
        </div>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('lab.more', { test: result.test_name })} aria-expanded={opened} onClick={() => setMore(!more)} data-testid="result-more">
          {opened ? <IconChevronUp size={17} /> : <IconChevronDown size={17} />}
        </ActionIcon>
      </div>
      {opened && (
        <Stack gap="xs" mt="xs">
          <SimpleGrid cols={2} spacing="sm">
            <Select label={t('lab.flag')} placeholder={t('lab.flag.computed')} clearable data={flags.map((value) => ({ value, label: t(`flag.${value}`) }))} value={entry.flag} onChange={(flag) => onChange({ flag })} error={troubles.flag} data-testid="result-flag" />
            {entry.flag !== null && <TextInput label={t('lab.flag.reason')} value={entry.flag_reason} onChange={(event) => onChange({ flag_reason: event.currentTarget.value })} error={troubles.flag_reason} data-testid="result-flag-reason" />}
          </SimpleGrid>
          {lines.length === 0 && (
            <SimpleGrid cols={2} spacing="sm">
              <NumberInput label={t('lab.low')} hideControls value={entry.reference_low} onChange={(reference_low) => onChange({ reference_low })} error={troubles.reference_low} />
              <NumberInput label={t('lab.high')} hideControls value={entry.reference_high} onChange={(reference_high) => onChange({ reference_high })} error={troubles.reference_high} />
            </SimpleGrid>
          )}
          <SimpleGrid cols={2} spacing="sm">
            <TextInput label={t('lab.comments')} value={entry.comments} onChange={(event) => onChange({ comments: event.currentTarget.value })} error={troubles.comments} data-testid="result-comments" />
            <TextInput label={t('lab.interpretation')} value={entry.interpretation} onChange={(event) => onChange({ interpretation: event.currentTarget.value })} error={troubles.interpretation} />
          </SimpleGrid>
        </Stack>
      )}
    </>
  );
}

interface Values {
  entries: Record<string, ResultEntry>;
  is_preliminary: boolean;
}

/** The tests of an order that still wait, one row each; Enter goes to the next, and saves at the last. */
export function EnterResults(props: { orderId: string; patient: PatientLine; awaited: readonly Result[] }) {
  const { orderId, patient, awaited } = props;
  const { form, restored, startAfresh, saved } = useDraftForm<Values>(`results:${orderId}`, { blank: { entries: {}, is_preliminary: false } });
  const [troubles, setTroubles] = useState<Record<string, EntryTroubles>>({});
  const [busy, setBusy] = useState(false);
  const [nothing, setNothing] = useState(false);
  const { entries, is_preliminary } = form.values;
  const filled = awaited.filter((result) => (entries[result.id]?.value ?? '').trim() !== '');

  const change = (id: string, part: Partial<ResultEntry>) => {
    setNothing(false);
    setTroubles(({ [id]: _, ...others }) => others);
    form.setFieldValue('entries', { ...entries, [id]: { ...(entries[id] ?? blankEntry), ...part } });
  };

  const submit = async () => {
    if (busy) return;
    setNothing(filled.length === 0);
    if (filled.length === 0) return;
    setBusy(true);
    const refused: Record<string, EntryTroubles> = {};
    let left = entries;
    let count = 0;
    // One after the other: each moves its order on.
    for (const result of filled) {
      const value = toValue(entries[result.id] ?? blankEntry);
      if (!isValue(value)) {
        refused[result.id] = value;
        continue;
      }
      try {
        await call('encounters.enter_result', { id: result.id, version: result.version, is_preliminary, ...value });
        count += 1;
        left = Object.fromEntries(Object.entries(left).filter(([id]) => id !== result.id));
      } catch (thrown) {
        refused[result.id] = troublesOf(thrown);
      }
    }
    form.setFieldValue('entries', left);
    if (Object.keys(left).length === 0) saved();
    setTroubles(refused);
    setBusy(false);
    if (count > 0) notifications.show({ message: t('lab.saved', { count }) });
  };
  useShortcuts([{ keys: 'mod+Enter', scope: 'screen', label: 'lab.enter', run: () => void submit() }]);

  const onEnter = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const inputs = [...(event.currentTarget.closest('form')?.querySelectorAll<HTMLInputElement>('[data-result-input]') ?? [])];
    const next = inputs[inputs.indexOf(event.currentTarget) + 1];
    if (next) next.focus();
    else void submit();
  };

  return (
    <Panel title={t('lab.enter')} count={awaited.length} flush testid="enter-results">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {restored && (
          <div className={classes.row}>
            <DraftNote restored onAfresh={startAfresh} />
          </div>
        )}
        <div className={`${classes.row ?? ''} ${classes.entry ?? ''}`} aria-hidden>
          <Text size="sm" c="dimmed">
            {t('lab.test')}
          </Text>
          <Text size="sm" c="dimmed">
            {t('lab.result')}
          </Text>
          <Text size="sm" c="dimmed">
            {t('lab.unit')}
          </Text>
          <Text size="sm" c="dimmed">
            {t('lab.range')}
          </Text>
        </div>
        {awaited.map((result) => (
          <div key={result.id} className={classes.row} data-testid="result-entry">
            <ResultFields result={result} patient={patient} entry={entries[result.id] ?? blankEntry} troubles={troubles[result.id] ?? {}} onChange={(part) => change(result.id, part)} onEnter={onEnter} />
          </div>
        ))}
        <Group justify="space-between" className={classes.row}>
          <Checkbox label={t('lab.preliminary')} {...form.getInputProps('is_preliminary', { type: 'checkbox' })} data-testid="results-preliminary" />
          <Group gap="sm">
            {nothing && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                {t('lab.nothing_typed')}
              </Text>
            )}
            <Text size="xs" c="dimmed">
              {t('lab.result.hint')}
            </Text>
            <Button type="submit" loading={busy} data-testid="results-save">
              {t('lab.save', { count: filled.length })}
            </Button>
          </Group>
        </Group>
      </form>
    </Panel>
  );
}
