import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PatientLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { OutsideCare } from './OutsideCare';
import { patientFacts } from './patientFacts';

/** Whose page it is, with the way back to the chart; who does not look after the patient says why first. */
export function OfPatient(props: { patientId: string; children: (patient: PatientLine) => ReactNode }) {
  const { patientId } = props;
  const chart = useCommand('people.chart', { patient_id: patientId }, ['patients']);
  if (chart.error?.code === 'not_your_patient') return <OutsideCare patientId={patientId} sentence={chart.error.sentence} onOpened={() => void chart.refetch()} />;
  if (!chart.data) return <FailureNote failure={chart.error} />;
  const { patient } = chart.data;
  return (
    <>
      <Group gap="xs" mb="md" align="baseline" data-testid="of-patient">
        <Anchor component={Link} to={`/patients/${patientId}`} fw={640} size="lg" c="inherit" className="any-script">
          {patient.display_name}
        </Anchor>
        {patient.deceased && <Badge color="gray">{t('people.deceased')}</Badge>}
        <Text size="sm" c="dimmed" className="numbers">
          {patientFacts(patient)}
        </Text>
      </Group>
      {props.children(patient)}
    </>
  );
}
