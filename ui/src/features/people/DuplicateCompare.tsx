import { Button, Stack, Table, Text } from '@mantine/core';
import { IconEqual } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { DuplicateMatch, PatientDetails } from '../../api/commands';
import { t, word } from '../../app/messages';
import { Panel } from '../../shared/look/Page';
import classes from './DuplicateCompare.module.css';
import { birthText } from './patientFacts';
import { showList } from '../../shared/time/format';

interface Props {
  typed: PatientDetails;
  matches: readonly DuplicateMatch[];
  /** Shown where somebody insists that these are two people. */
  onRegisterAnyway: (() => void) | null;
}

/** The person being typed and those who are registered already, side by side, beside the form. */
export function DuplicateCompare({ typed, matches, onRegisterAnyway }: Props) {
  const navigate = useNavigate();
  const mine = {
    name: [typed.given_name, typed.middle_name, typed.family_name].filter(Boolean).join(' '),
    birth: typed.date_of_birth ? birthText(typed.date_of_birth, typed.date_of_birth_precision) : '',
    gender: typed.gender === 'unknown' ? '' : word('gender', typed.gender),
    phone: typed.phone ?? '',
  };
  return (
    <Panel title={t('duplicate.title')} testid="duplicate-warning">
      {matches.slice(0, 3).map(({ patient, reasons }) => {
        const rows: readonly [string, string, string][] = [
          [t('people.name'), mine.name, patient.display_name],
          [t('people.birth'), mine.birth, birthText(patient.date_of_birth, patient.date_of_birth_precision)],
          [t('people.gender'), mine.gender, word('gender', patient.gender)],
          [t('people.phone'), mine.phone, patient.phone ?? ''],
          [t('people.mrn'), '', patient.mrn ?? ''],
        ];
        return (
          <Stack key={patient.id} gap={6} className={classes.match} data-testid="duplicate-match">
            <Table layout="fixed" verticalSpacing={3} horizontalSpacing={6} withRowBorders={false}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w="5.6rem" />
                  <Table.Th>{t('duplicate.typed')}</Table.Th>
                  <Table.Th>{t('duplicate.registered')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map(([label, typedValue, theirs]) => {
                  const same = typedValue !== '' && theirs.toLocaleLowerCase() === typedValue.toLocaleLowerCase();
                  return (
                    <Table.Tr key={label}>
                      <Table.Th scope="row">{label}</Table.Th>
                      <Table.Td className="any-script">{typedValue}</Table.Td>
                      <Table.Td className="any-script" fw={same ? 640 : 400}>
                        {theirs} {same && <IconEqual size={14} aria-label={t('duplicate.same')} className={classes.same} />}
                      </Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            </Table>
            {reasons.length > 0 && (
              <Text size="sm" c="dimmed">
                {t('duplicate.why', { reasons: showList(reasons) })}
              </Text>
            )}
            <Button size="compact-md" variant="light" onClick={() => void navigate({ to: '/patients/$patientId', params: { patientId: patient.id } })} data-testid="duplicate-use">
              {t('duplicate.use')}
            </Button>
          </Stack>
        );
      })}
      {onRegisterAnyway && (
        <Button variant="default" onClick={onRegisterAnyway} data-testid="register-anyway">
          {t('duplicate.anyway')}
        </Button>
      )}
    </Panel>
  );
}
