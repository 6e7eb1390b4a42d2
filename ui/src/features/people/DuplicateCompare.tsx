import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { DuplicateMatch, PatientDetails } from '../../api/commands';
import { t, word } from '../../app/messages';
import { Panel } from '../../shared/look/Page';
import { birthText } from './patientFacts';
import classes from './DuplicateCompare.module.css';

interface Props {
  typed: PatientDetails;
  matches: readonly DuplicateMatch[];
  /** Shown where somebody insists that these are two people. */
  onRegisterAnyway: (() => void) | null;
}

/** The person being typed and those who are registered already, side by side. */
export function DuplicateCompare({ typed, matches, onRegisterAnyway }: Props) {
  const navigate = useNavigate();
  const shown = matches.slice(0, 3);
  const rows: readonly [string, string, (match: DuplicateMatch) => string][] = [
    [t('people.name'), [typed.given_name, typed.middle_name, typed.family_name].filter(Boolean).join(' '), (match) => match.patient.display_name],
    [t('people.birth'), typed.date_of_birth ? birthText(typed.date_of_birth, typed.date_of_birth_precision) : '', (match) => birthText(match.patient.date_of_birth, match.patient.date_of_birth_precision)],
    [t('people.gender'), word('gender', typed.gender), (match) => word('gender', match.patient.gender)],
    [t('people.phone'), typed.phone ?? '', (match) => match.patient.phone ?? ''],
    [t('people.mrn'), '', (match) => match.patient.mrn ?? ''],
  ];
  return (
    <Panel title={t('duplicate.title')} testid="duplicate-warning">
      <Text size="sm" c="dimmed">
        {t('duplicate.text')}
      </Text>
      <div className={classes.scroll}>
        <Table withRowBorders layout="fixed" className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="7rem" />
              <Table.Th>{t('duplicate.typed')}</Table.Th>
              {shown.map((match) => (
                <Table.Th key={match.patient.id}>{t('duplicate.registered')}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([label, mine, theirs]) => (
              <Table.Tr key={label}>
                <Table.Th scope="row">{label}</Table.Th>
                <Table.Td className="any-script">{mine}</Table.Td>
                {shown.map((match) => {
                  const value = theirs(match);
                  const same = mine !== '' && value.toLocaleLowerCase() === mine.toLocaleLowerCase();
                  return (
                    <Table.Td key={match.patient.id} className="any-script" fw={same ? 650 : 400}>
                      {value} {same && <Badge size="xs">{t('duplicate.same')}</Badge>}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
            <Table.Tr>
              <Table.Th scope="row">{t('duplicate.why')}</Table.Th>
              <Table.Td />
              {shown.map((match) => (
                <Table.Td key={match.patient.id}>{match.reasons.join(', ')}</Table.Td>
              ))}
            </Table.Tr>
            <Table.Tr>
              <Table.Th />
              <Table.Td />
              {shown.map((match) => (
                <Table.Td key={match.patient.id}>
                  <Button size="compact-sm" onClick={() => void navigate({ to: '/patients/$patientId', params: { patientId: match.patient.id } })} data-testid="duplicate-use">
                    {t('duplicate.use')}
                  </Button>
                </Table.Td>
              ))}
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </div>
      {onRegisterAnyway && (
        <Stack gap={6}>
          <Group>
            <Button variant="default" onClick={onRegisterAnyway} data-testid="register-anyway">
              {t('duplicate.anyway')}
            </Button>
          </Group>
        </Stack>
      )}
    </Panel>
  );
}
