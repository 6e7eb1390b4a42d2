import { ActionIcon, Anchor, Badge, Button, Drawer, Group, Menu, Text, Title } from '@mantine/core';
import { IconCalendarPlus, IconDots, IconHeartbeat, IconPencil, IconPill, IconPrinter, IconStethoscope } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite, useUser } from '../../app/session';
import { keepDraft, keepForNow, readDraft } from '../../shared/forms/draft';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { usePrint } from '../../shared/usePrint';
import { VitalsForm } from '../encounters/VitalsForm';
import { VitalsTrends } from '../encounters/VitalsTrends';
import { Proposals } from '../encounters/proposals/Proposals';
import { PrescribeForm } from '../medication/PrescribeForm';
import { TakenElsewhere } from '../medication/TakenElsewhere';
import { AllergyForm } from './AllergyForm';
import { AllergyLine } from './AllergyLine';
import classes from './ChartHeader.module.css';
import { Immunizations, Medicines, Plans, Problems, Procedures, Results, Visits } from './ClinicalSections';
import { CareTeam } from './CareTeam';
import { Consents } from './Consents';
import { ContactAttempts } from './ContactAttempts';
import { Contacts } from './Contacts';
import { Death } from './Death';
import { Contact, Invoices, Upcoming } from './DeskSections';
import { Flags } from './Flags';
import { OutsideCare } from './OutsideCare';
import { MergedRecords } from './MergedRecords';
import { patientFacts } from './patientFacts';
import { Policies } from './Policies';
import { Documents } from './record/Documents';
import { History } from './record/History';

const route = getRouteApi('/patients/$patientId');

const TABLES = [
  'patients', 'patient_allergies', 'medical_conditions', 'prescriptions', 'prescription_items', 'vitals', 'visits', 'lab_results',
  'procedures', 'immunizations', 'lab_orders', 'referrals', 'care_plans', 'appointments', 'invoices', 'invoice_lines', 'payments', 'sync_conflicts', 'patient_merges',
  'patient_flags', 'insurance_policies', 'consents'] as const;

type Open = 'nothing' | 'allergy' | 'vitals' | 'prescribe' | 'death';

/** One page for one patient; allergies never leave the sight. */
export function ChartPage() {
  const { patientId } = route.useParams();
  const { time_zone: zone } = useSite();
  const user = useUser();
  const navigate = useNavigate();
  const chart = useCommand('people.chart', { patient_id: patientId }, TABLES);
  const start = useAct('encounters.start_visit');
  const [open, setOpen] = useState<Open>('nothing');
  const close = () => setOpen('nothing');
  const clinical = useMay('see_clinical');
  const mayVisit = useMay('write_visit');
  const mayVitals = useMay('record_vitals');
  const mayPrescribe = useMay('prescribe');
  const mayBook = useMay('book');
  const mayEdit = useMay('register_patients');
  const maySeeMoney = useMay('see_money');
  const seesAcute = useMay('see_acute');
  const seesWellness = useMay('see_wellness');
  const seesTeam = useMay('see_care_team');
  const seesPolicies = useMay('see_policies');
  const mayRecordDeath = useMay('record_death');
  const seesPlans = useMay('see_referrals');
  const seesProposals = useMay('see_proposals');
  const seesHistory = useMay('see_history');
  const seesDocuments = useMay('see_documents');
  const seesMedicines = useMay('see_medication_record');
  const seesRecord = useMay('see_results');
  const mayBand = useMay('print_wristband');
  const print = usePrint();

  const startVisit = (beside_appointment = false) =>
    start.mutate(
      { appointment_id: null, patient_id: patientId, practitioner_id: user.practitioner_id, kind: 'consultation', reason: null, beside_appointment },
      { onSuccess: ({ id }) => void navigate({ to: '/visits/$visitId', params: { visitId: id } }) },
    );
  const book = () => {
    if (!chart.data) return;
    keepDraft('book', { ...readDraft<object>('book', {}), patient: chart.data.patient });
    keepForNow('today-open', { book: true });
    void navigate({ to: '/today' });
  };
  useShortcuts([
    ...(mayVitals ? [{ keys: 'v', scope: 'screen' as const, label: 'chart.vitals.record' as const, run: () => setOpen('vitals') }] : []),
    ...(mayVitals ? [{ keys: 'a', scope: 'screen' as const, label: 'chart.allergies.add' as const, run: () => setOpen('allergy') }] : []),
    ...(mayPrescribe ? [{ keys: 'p', scope: 'screen' as const, label: 'chart.prescribe' as const, run: () => setOpen('prescribe') }] : []),
    ...(mayBook ? [{ keys: 'b', scope: 'screen' as const, label: 'chart.book' as const, run: book }] : []),
    ...(mayEdit ? [{ keys: 'e', scope: 'screen' as const, label: 'chart.edit' as const, run: () => void navigate({ to: '/patients/$patientId/edit', params: { patientId } }) }] : []),
  ]);

  if (chart.error?.code === 'not_your_patient') {
    return <OutsideCare patientId={patientId} sentence={chart.error.sentence} onOpened={() => void chart.refetch()} />;
  }
  if (chart.error) {
    return (
      <div style={{ padding: '1rem 1.25rem' }}>
        <FailureNote failure={chart.error} />
      </div>
    );
  }
  if (!chart.data) return null;
  const { patient, vitals } = chart.data;
  const openVisit = chart.data.visits.find((visit) => !visit.ended_at && ['arrived', 'triaged', 'roomed', 'in_progress'].includes(visit.status));
  const latest = vitals[0];

  return (
    <div data-testid="chart">
      <header className={classes.header}>
        <div className={classes.inner}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <div className={classes.who}>
              <Group gap="xs">
                <Title order={1} className={`${classes.name} any-script`} data-testid="chart-name">
                  {patient.display_name}
                </Title>
                {patient.deceased && <Badge color="gray">{t('people.deceased')}</Badge>}
              </Group>
              <Text size="sm" c="dimmed" className="numbers">
                {patientFacts(patient)}
              </Text>
            </div>
            <Group gap="xs" justify="flex-end">
              {seesRecord && (
                <Button variant="subtle" component={Link} to={`/patients/${patientId}/record`} data-testid="chart-record">
                  {t('chart.record')}
                </Button>
              )}
              {seesAcute && (
                <Button variant="subtle" component={Link} to={`/patients/${patientId}/readings`} data-testid="chart-readings">
                  {t('chart.readings')}
                </Button>
              )}
              {seesWellness && (
                <Button variant="subtle" component={Link} to={`/patients/${patientId}/therapy`} data-testid="chart-therapy">
                  {t('chart.therapy')}
                </Button>
              )}
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="default" size={36} aria-label={t('common.print')} data-testid="chart-print">
                    <IconPrinter size={18} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => print('patient_label', patientId)} data-testid="chart-label">
                    {t('print.label')}
                  </Menu.Item>
                  {mayBand && (
                    <Menu.Item onClick={() => print('wristband', patientId)} data-testid="chart-wristband">
                      {t('print.wristband')}
                    </Menu.Item>
                  )}
                </Menu.Dropdown>
              </Menu>
              {mayEdit && (
                <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => void navigate({ to: '/patients/$patientId/edit', params: { patientId } })} data-testid="chart-edit">
                  {t('chart.edit')}
                </Button>
              )}
              {mayBook && (
                <Button variant="default" leftSection={<IconCalendarPlus size={16} />} onClick={book} data-testid="chart-book">
                  {t('chart.book')}
                </Button>
              )}
              {mayPrescribe && (
                <Button variant="default" leftSection={<IconPill size={16} />} onClick={() => setOpen('prescribe')} data-testid="chart-prescribe">
                  {t('chart.prescribe')}
                </Button>
              )}
              {mayVisit &&
                (openVisit ? (
                  <Button leftSection={<IconStethoscope size={16} />} onClick={() => void navigate({ to: '/visits/$visitId', params: { visitId: openVisit.id } })} data-testid="chart-open-visit">
                    {t('appointment.open_visit')}
                  </Button>
                ) : (
                  <Button leftSection={<IconStethoscope size={16} />} loading={start.isPending} onClick={() => startVisit()} data-testid="chart-start-visit">
                    {t('chart.start_visit')}
                  </Button>
                ))}
              {mayRecordDeath && !patient.deceased && (
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="default" size={36} aria-label={t('common.more')} data-testid="chart-more">
                      <IconDots size={18} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => setOpen('death')} data-testid="chart-death">
                      {t('death.record')}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </Group>
          </Group>
          {clinical && <AllergyLine patientId={patientId} allergies={chart.data.allergies} onAdd={() => setOpen('allergy')} />}
          <Flags patientId={patientId} flags={chart.data.flags} />
        </div>
      </header>
      <div className={classes.body}>
        <div className={classes.wide}>
          <Death patient={patient} recording={open === 'death'} onClose={close} />
        </div>
        {(chart.data.conflicts > 0 || start.error) && (
          <div style={{ gridColumn: '1 / -1' }}>
            <FailureNote failure={start.error} />
            {start.error?.code === 'booked_today' && (
              <Button variant="default" loading={start.isPending} onClick={() => startVisit(true)} data-testid="chart-start-beside">
                {t('chart.start_beside')}
              </Button>
            )}
            {chart.data.conflicts > 0 && (
              <Note tone="amber" testid="chart-conflicts">
                {t('chart.conflicts', { count: chart.data.conflicts })}{' '}
                <Anchor component={Link} to="/sync" size="sm" c="inherit" underline="always">
                  {t('chart.conflicts.open')}
                </Anchor>
              </Note>
            )}
          </div>
        )}
        <div className={classes.col}>
          {clinical && <Problems patientId={patientId} problems={chart.data.problems} />}
          {clinical && <Medicines patientId={patientId} medicines={chart.data.medicines} visitId={openVisit?.id ?? null} />}
          {seesMedicines && <TakenElsewhere patientId={patientId} visitId={openVisit?.id ?? null} />}
          {clinical && <Visits patientId={patientId} visits={chart.data.visits} count={chart.data.visit_count} />}
          {seesPlans && <Plans patientId={patientId} plans={chart.data.care_plans} referrals={chart.data.referrals} />}
          {seesProposals && <Proposals patientId={patientId} visitId={openVisit?.id ?? null} />}
          {seesHistory && <History patientId={patientId} />}
          {!clinical && <Contact patient={patient} />}
          <Contacts patientId={patientId} />
          <ContactAttempts patientId={patientId} appointments={chart.data.appointments} />
        </div>
        <div className={classes.col}>
          {clinical && (
            <Panel
              title={
                <>
                  {t('chart.vitals')}
                  {latest && (
                    <Text span size="sm" c="dimmed" fw={400} ms={8}>
                      {t('chart.vitals.last', { when: showDayAndTime(latest.recorded_at, zone) })}
                    </Text>
                  )}
                </>
              }
              flush
              testid="chart-vitals"
              actions={
                mayVitals && (
                  <Button size="compact-sm" variant="subtle" leftSection={<IconHeartbeat size={16} />} onClick={() => setOpen('vitals')} data-testid="chart-record-vitals">
                    {t('chart.vitals.record')}
                  </Button>
                )
              }
            >
              {vitals.length === 0 ? <Quiet>{t('chart.vitals.empty')}</Quiet> : <VitalsTrends patientId={patientId} vitals={vitals} />}
            </Panel>
          )}
          <Upcoming appointments={chart.data.appointments} />
          {clinical && <Results patientId={patientId} results={chart.data.results} />}
          {seesDocuments && <Documents patientId={patientId} shown={5} />}
          {maySeeMoney && <Invoices invoices={chart.data.invoices} balance_minor={chart.data.balance_minor} currency={chart.data.currency} />}
          {seesPolicies && <Policies patientId={patientId} policies={chart.data.policies} />}
          <Consents patientId={patientId} consents={chart.data.consents} />
          {seesTeam && <CareTeam patientId={patientId} />}
          {clinical && <Immunizations patientId={patientId} immunizations={chart.data.immunizations} />}
          {clinical && <Procedures patientId={patientId} procedures={chart.data.procedures} />}
          {clinical && <Contact patient={patient} />}
          {chart.data.merged.length > 0 && <MergedRecords merged={chart.data.merged} />}
        </div>
      </div>
      <Drawer opened={open === 'allergy'} onClose={close} title={t('allergy.title')} size="26rem">
        {open === 'allergy' && <AllergyForm patientId={patientId} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'vitals'} onClose={close} title={t('chart.vitals.record')} size="28rem">
        {open === 'vitals' && <VitalsForm patientId={patientId} visitId={openVisit?.id ?? null} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'prescribe'} onClose={close} title={t('medication.prescribe')} size="32rem">
        {open === 'prescribe' && <PrescribeForm patientId={patientId} visitId={openVisit?.id ?? null} onDone={close} />}
      </Drawer>
    </div>
  );
}
