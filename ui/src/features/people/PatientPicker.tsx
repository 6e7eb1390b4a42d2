import { Anchor, Group, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import type { PatientLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { patientFacts } from './patientFacts';

interface Props {
  value: PatientLine | null;
  onChange: (patient: PatientLine | null) => void;
  error?: ReactNode;
  autoFocus?: boolean;
  testid?: string;
  /** Offers to register whoever was typed and not found. */
  onRegister?: (typed: string) => void;
}

/** Finds one patient: the recent ones before typing, misspelt names while typing. */
export function PatientPicker({ value, onChange, error, autoFocus, testid, onRegister }: Props) {
  const [search, setSearch] = useState(value?.display_name ?? '');
  const typed = search.trim() === value?.display_name ? '' : search.trim();
  const [query] = useDebouncedValue(typed, 60);
  const recent = useCommand('people.recent', {}, ['patients']);
  const found = useCommand('people.find', { query, limit: 12 }, ['patients', 'patient_identifiers'], {
    enabled: query.length > 0,
    keepPrevious: true,
  });
  const list = (query.length > 0 ? found.data : recent.data) ?? [];
  const patients = value && !list.some((each) => each.id === value.id) ? [value, ...list] : list;
  const byId = new Map(patients.map((patient) => [patient.id, patient]));

  return (
    <div>
      <Select
        label={t('people.patient')}
        placeholder={t('people.picker.placeholder')}
        searchable
        clearable
        autoFocus={autoFocus ?? false}
        // Inside a dialog its focus trap decides, and would choose the closing button.
        data-autofocus={autoFocus || undefined}
        value={value?.id ?? null}
        onChange={(id) => onChange((id && byId.get(id)) || null)}
        searchValue={search}
        onSearchChange={setSearch}
        data={patients.map((patient) => ({ value: patient.id, label: patient.display_name }))}
        filter={({ options }) => options}
        renderOption={({ option }) => {
          const patient = byId.get(option.value);
          return (
            <div>
              <Text size="sm" fw={580}>
                {option.label}
              </Text>
              <Text size="xs" c="dimmed">
                {patient ? patientFacts(patient) : ''}
              </Text>
            </div>
          );
        }}
        nothingFoundMessage={query.length > 0 && !found.isFetching ? t('people.find.nobody') : null}
        error={error}
        data-testid={testid}
      />
      <Group justify="space-between" mt={4} gap="xs">
        <Text size="xs" c="dimmed">
          {value ? patientFacts(value) : ''}
        </Text>
        {onRegister && !value && (
          <Anchor component="button" type="button" size="xs" onClick={() => onRegister(typed)}>
            {t('people.register_new')}
          </Anchor>
        )}
      </Group>
    </div>
  );
}
