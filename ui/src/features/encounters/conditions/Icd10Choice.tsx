import { Group, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';

/** The value of the choice that takes the typed words as they are, without a code. */
const IN_WORDS = 'in-words';

/** A code with what it stands for, or words without a code. */
export interface ChosenCode {
  code: string | null;
  name: string;
}

interface Props {
  label: string;
  chosen: ChosenCode | null;
  onChoose: (chosen: ChosenCode | null) => void;
  /** Whether words without a code will do. */
  wordsToo?: boolean;
  /** What is looked for while nothing is typed. */
  startWith?: string;
  error?: ReactNode;
  autoFocus?: boolean;
  testid: string;
}

/** A code of ICD-10-CM, found by words or by code. */
export function Icd10Choice(props: Props) {
  const { chosen } = props;
  const [search, setSearch] = useState('');
  const [query] = useDebouncedValue(search.trim() || (props.startWith ?? ''), 80);
  const found = useCommand('encounters.find_icd10', { query, limit: 25 }, ['icd10_codes'], { enabled: query.length > 1, keepPrevious: true });
  const codes = query.length > 1 ? (found.data ?? []) : [];
  const byCode = new Map(codes.map((each) => [each.code, each]));
  const inWords = chosen !== null && chosen.code === null;
  const data = [
    ...codes.map((each) => ({ value: each.code, label: `${each.code} ${each.description}` })),
    ...(chosen?.code && !byCode.has(chosen.code) ? [{ value: chosen.code, label: `${chosen.code} ${chosen.name}` }] : []),
    ...(props.wordsToo && (query.length > 1 || inWords) ? [{ value: IN_WORDS, label: t('diagnose.in_words', { words: inWords ? chosen.name : search.trim() }) }] : []),
  ];
  return (
    <Select
      label={props.label}
      placeholder={t('diagnose.find.example')}
      searchable
      clearable
      value={inWords ? IN_WORDS : (chosen?.code ?? null)}
      onChange={(value) => {
        if (value === null) props.onChoose(null);
        else if (value === IN_WORDS) props.onChoose({ code: null, name: search.trim() });
        else props.onChoose({ code: value, name: byCode.get(value)?.description ?? chosen?.name ?? '' });
      }}
      searchValue={search}
      onSearchChange={setSearch}
      data={data}
      filter={({ options }) => options}
      maxDropdownHeight={320}
      error={props.error}
      data-autofocus={props.autoFocus || undefined}
      renderOption={({ option }) => {
        const icd10 = byCode.get(option.value);
        if (!icd10) return <Text size="sm">{option.label}</Text>;
        return (
          <Group gap="xs" wrap="nowrap">
            <Text size="sm" fw={620} miw="4rem" className="numbers">
              {icd10.code}
            </Text>
            <Text size="sm" flex={1}>
              {icd10.description}
            </Text>
            {!icd10.is_leaf && (
              <Text size="xs" c="dimmed">
                {t('diagnose.group')}
              </Text>
            )}
          </Group>
        );
      }}
      data-testid={props.testid}
    />
  );
}
