import { Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { ProblemRow } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { choices } from '../../shared/forms/choices';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';

const severities = ['mild', 'moderate', 'severe', 'critical'] as const;
const statuses = ['active', 'chronic', 'in_remission', 'resolved'] as const;

/** The value of the choice that takes the typed words as they are, without a code. */
const IN_WORDS = 'in-words';

interface Props {
  patientId: string;
  visitId: string;
  conditions: readonly ProblemRow[];
  readOnly: boolean;
}

/** Diagnoses of this visit, found in ICD-10 by words or by code. */
export function DiagnosePanel({ patientId, visitId, conditions, readOnly }: Props) {
  const diagnose = useAct('encounters.diagnose');
  const [search, setSearch] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [severity, setSeverity] = useState<string | null>(null);
  const [status, setStatus] = useState<string>('active');
  const [warnings, setWarnings] = useState<string[]>([]);
  const [query] = useDebouncedValue(search.trim(), 80);
  const found = useCommand('encounters.find_icd10', { query, limit: 25 }, ['icd10_codes'], { enabled: query.length > 1, keepPrevious: true });
  const codes = query.length > 1 ? (found.data ?? []) : [];
  const byCode = new Map(codes.map((each) => [each.code, each]));

  const data = [
    ...codes.map((each) => ({ value: each.code, label: `${each.code} ${each.description}` })),
    ...(code && code !== IN_WORDS && !byCode.has(code) ? [{ value: code, label: `${code} ${name}` }] : []),
    ...(query.length > 1 || code === IN_WORDS ? [{ value: IN_WORDS, label: t('diagnose.in_words', { words: code === IN_WORDS ? name : search.trim() }) }] : []),
  ];
  const submit = () => {
    if (!code) return;
    diagnose.mutate(
      { patient_id: patientId, visit_id: visitId, icd10_code: code === IN_WORDS ? null : code, condition_name: name, severity, status, onset_on: null, notes: null },
      {
        onSuccess: (answer) => {
          setWarnings(answer.warnings);
          setCode(null);
          setName('');
          setSearch('');
          setSeverity(null);
          setStatus('active');
        },
      },
    );
  };

  return (
    <Panel title={t('diagnose.title')} count={conditions.length} testid="diagnose">
      {conditions.map((condition) => (
        <Group key={condition.id} gap="xs" wrap="nowrap" data-testid="diagnosis">
          <Badge color="gray" miw="4.2rem" className="numbers">
            {condition.icd10_code ?? condition.foreign_code ?? t('diagnose.no_code')}
          </Badge>
          <Text flex={1} className="any-script">
            {condition.condition_name}
          </Text>
          <Text size="sm" c="dimmed">
            {[word('severity', condition.severity), condition.status === 'active' ? null : word('condition_status', condition.status)].filter(Boolean).join(' · ')}
          </Text>
        </Group>
      ))}
      {conditions.length === 0 && readOnly && (
        <Text size="sm" c="dimmed">
          {t('common.none')}
        </Text>
      )}
      {warnings.map((warning) => (
        <Note key={warning} tone="amber">
          {warning}
        </Note>
      ))}
      {!readOnly && (
        <Stack gap="xs">
          <Select
            label={t('diagnose.find')}
            placeholder={t('diagnose.find.example')}
            searchable
            clearable
            value={code}
            onChange={(value) => {
              setCode(value);
              if (value === IN_WORDS) setName(search.trim());
              else if (value) setName(byCode.get(value)?.description ?? name);
            }}
            searchValue={search}
            onSearchChange={setSearch}
            data={data}
            filter={({ options }) => options}
            maxDropdownHeight={320}
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
            data-testid="diagnose-find"
          />
          {code && (
            <Group align="flex-end" gap="xs">
              <Select flex={1} label={t('diagnose.severity')} clearable data={choices('severity', severities)} value={severity} onChange={setSeverity} />
              <Select flex={1} label={t('diagnose.status')} data={choices('condition_status', statuses)} value={status} onChange={(value) => setStatus(value ?? 'active')} allowDeselect={false} />
              <Button onClick={submit} loading={diagnose.isPending} data-testid="diagnose-submit">
                {t('diagnose.submit')}
              </Button>
            </Group>
          )}
          <FailureNote failure={diagnose.error} />
        </Stack>
      )}
    </Panel>
  );
}
