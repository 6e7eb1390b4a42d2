import { Tabs, Title } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { PatientLine } from '../../../api/commands';
import { t } from '../../../app/messages';
import type { Ability } from '../../../app/permissions';
import { useMay } from '../../../app/session';
import look from '../../../shared/look/look.module.css';
import { Teach } from '../../../shared/look/Page';
import { OfPatient } from '../OfPatient';
import { AllImmunizations, AllProcedures } from './AllActs';
import { AllMedicines } from './AllMedicines';
import { AllPlans } from './AllPlans';
import { AllResults } from './AllResults';
import { ChainedRecord } from './ChainedRecord';
import { Documents } from './Documents';
import { History } from './History';
import { recordParts, type RecordPart } from './parts';
import { Timeline } from './Timeline';

const route = getRouteApi('/patients/$patientId/record');

const needs: Record<RecordPart, Ability> = {
  timeline: 'see_visits',
  results: 'see_results',
  medicines: 'see_medication_record',
  documents: 'see_documents',
  immunizations: 'see_procedures',
  procedures: 'see_procedures',
  plans: 'see_referrals',
  history: 'see_history',
  chained: 'see_chained',
};

const shown: Record<RecordPart, (patient: PatientLine) => ReactNode> = {
  timeline: (patient) => <Timeline patient={patient} />,
  results: (patient) => <AllResults patient={patient} />,
  medicines: (patient) => <AllMedicines patient={patient} />,
  documents: (patient) => <Documents patientId={patient.id} />,
  immunizations: (patient) => <AllImmunizations patientId={patient.id} />,
  procedures: (patient) => <AllProcedures patientId={patient.id} />,
  plans: (patient) => <AllPlans patientId={patient.id} />,
  history: (patient) => <History patientId={patient.id} />,
  chained: (patient) => <ChainedRecord patientId={patient.id} />,
};

/** The whole record of a patient, part by part and page by page; the chart is its short form. */
export function RecordPage() {
  const { patientId } = route.useParams();
  const { part: asked } = route.useSearch();
  const navigate = useNavigate();
  const may: Record<RecordPart, boolean> = {
    timeline: useMay(needs.timeline),
    results: useMay(needs.results),
    medicines: useMay(needs.medicines),
    documents: useMay(needs.documents),
    immunizations: useMay(needs.immunizations),
    procedures: useMay(needs.procedures),
    plans: useMay(needs.plans),
    history: useMay(needs.history),
    chained: useMay(needs.chained),
  };
  const parts = recordParts.filter((part) => may[part]);
  const part = parts.find((each) => each === asked) ?? parts[0];
  return (
    <div className={look.page} style={{ maxWidth: '72rem' }} data-testid="record">
      <OfPatient patientId={patientId}>
        {(patient) =>
          part === undefined ? (
            <Teach title={t('record.nothing')} text={t('record.nothing.text')} />
          ) : (
            <>
              <Title order={1} size="h4" mb="xs">
                {t('record.title')}
              </Title>
              <Tabs value={part} onChange={(next) => void navigate({ to: '/patients/$patientId/record', params: { patientId }, search: { part: parts.find((each) => each === next) ?? part }, replace: true })} keepMounted={false}>
                <Tabs.List mb="md">
                  {parts.map((each) => (
                    <Tabs.Tab key={each} value={each} data-testid={`record-${each}`}>
                      {t(`record.part.${each}`)}
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
                {parts.map((each) => (
                  <Tabs.Panel key={each} value={each}>
                    {shown[each](patient)}
                  </Tabs.Panel>
                ))}
              </Tabs>
            </>
          )
        }
      </OfPatient>
    </div>
  );
}
