import { Anchor, Badge, Button, Drawer, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconHeartbeat, IconPill, IconPrinter, IconReceipt, IconSignature } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { call } from '../../api/call';
import type { Visit } from '../../api/commands';
import { Failure, toFailure } from '../../api/failure';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime, showTime } from '../../shared/time/format';
import { usePrint } from '../../shared/usePrint';
import { NewInvoiceForm } from '../billing/NewInvoiceForm';
import { PrescribeForm } from '../medication/PrescribeForm';
import { AllergyForm } from '../people/AllergyForm';
import { AllergyLine } from '../people/AllergyLine';
import classes from '../people/ChartHeader.module.css';
import { ChartRow } from '../people/ChartList';
import { FlagBadge } from '../people/ClinicalSections';
import { patientFacts } from '../people/patientFacts';
import { DiagnosePanel } from './DiagnosePanel';
import { NoteForm, type NoteHandle } from './NoteForm';
import { vitalsSentence } from './measures';
import { StrikeVitals, StruckVitals } from './StruckVitals';
import { VisitProcedures } from './VisitProcedures';
import { VitalsForm } from './VitalsForm';

const route = getRouteApi('/visits/$visitId');

const TABLES = ['visits', 'vitals', 'medical_conditions', 'prescriptions', 'prescription_items', 'procedures', 'lab_results', 'invoices', 'patients'] as const;

type Open = 'nothing' | 'vitals' | 'prescribe' | 'invoice' | 'allergy' | 'finish';

function Prescriptions(props: { visit: Visit; mayPrescribe: boolean; onPrescribe: () => void }) {
  const { visit } = props;
  const { time_zone: zone } = useSite();
  const print = usePrint();
  return (
    <Panel
      title={t('visit.prescriptions')}
      count={visit.prescriptions.length}
      flush
      testid="visit-prescriptions"
      actions={
        props.mayPrescribe && (
          <Button size="compact-sm" variant="subtle" leftSection={<IconPill size={16} />} onClick={props.onPrescribe} data-testid="visit-prescribe">
            {t('medication.prescribe')}
          </Button>
        )
      }
    >
      {visit.prescriptions.length === 0 && <div className={classes.quiet}>{t('visit.prescriptions.empty')}</div>}
      {visit.prescriptions.map((prescription) => (
        <ChartRow
          key={prescription.id}
          side={
            <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconPrinter size={15} />} onClick={() => print('prescription', prescription.id)} data-testid="print-prescription">
              {t('common.print')}
            </Button>
          }
        >
          {prescription.items.map((item) => (
            <Text key={item.id} className="any-script">
              <b>{item.medication_text}</b> <Text span size="sm" c="dimmed">{item.dosage}</Text>
            </Text>
          ))}
          <Text size="xs" c="dimmed">
            {showDayAndTime(prescription.prescribed_at, zone)}
          </Text>
        </ChartRow>
      ))}
    </Panel>
  );
}

/** One visit: what was said, measured, found, prescribed, and what it costs. */
export function VisitPage() {
  const { visitId } = route.useParams();
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const print = usePrint();
  const loaded = useCommand('encounters.visit', { id: visitId }, TABLES);
  const patientId = loaded.data?.patient.id;
  const chart = useCommand('people.chart', { patient_id: patientId ?? '' }, ['patient_allergies', 'sync_conflicts'], { enabled: patientId !== undefined });
  const [open, setOpen] = useState<Open>('nothing');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const note = useRef<NoteHandle>(null);
  const mayVisit = useMay('write_visit');
  const mayVitals = useMay('record_vitals');
  const mayPrescribe = useMay('prescribe');
  const mayInvoice = useMay('write_invoices');
  const maySeeMoney = useMay('see_money');
  const close = () => setOpen('nothing');
  const visit = loaded.data;

  const signed = visit?.signed_at !== null && visit?.signed_at !== undefined;
  const ended = visit?.ended_at !== null && visit?.ended_at !== undefined;
  const readOnly = signed || !mayVisit;

  useShortcuts([
    ...(mayVitals && !signed ? [{ keys: 'alt+v', scope: 'screen' as const, label: 'chart.vitals.record' as const, run: () => setOpen('vitals') }] : []),
    ...(mayPrescribe && !signed ? [{ keys: 'alt+p', scope: 'screen' as const, label: 'medication.prescribe' as const, run: () => setOpen('prescribe') }] : []),
    ...(mayVisit && !signed ? [{ keys: 'mod+Enter', scope: 'screen' as const, label: 'visit.finish' as const, run: () => setOpen('finish') }] : []),
  ]);

  if (loaded.error || !visit) {
    return (
      <div style={{ padding: '1rem 1.25rem' }}>
        <FailureNote failure={loaded.error} />
      </div>
    );
  }

  /** Nothing typed may be left behind in a closed visit; then it is read again for its newest version. */
  const finish = async (sign: boolean) => {
    setBusy(true);
    setFailure(null);
    try {
      if (note.current && !(await note.current.save())) {
        setFailure(new Failure(null, t('visit.finish.note_first'), null));
        return;
      }
      let now = await call('encounters.visit', { id: visitId });
      if (now.ended_at === null) {
        await call('encounters.end_visit', { id: visitId, version: now.version });
        now = await call('encounters.visit', { id: visitId });
      }
      if (sign && now.signed_at === null) await call('encounters.sign_visit', { id: visitId, version: now.version });
      close();
    } catch (thrown) {
      setFailure(toFailure(thrown, t('failure.unknown')));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div data-testid="visit">
      <header className={classes.header}>
        <div className={classes.inner}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Group gap="xs">
                <Anchor component={Link} to={`/patients/${visit.patient.id}`} c="inherit" underline="hover">
                  <Title order={1} className={`${classes.name} any-script`}>
                    {visit.patient.display_name}
                  </Title>
                </Anchor>
                <Badge color={signed ? 'gray' : 'accent'} data-testid="visit-status">
                  {signed ? t('visit.signed') : word('visit_status', visit.status)}
                </Badge>
              </Group>
              <Text size="sm" c="dimmed" className="numbers">
                {patientFacts(visit.patient)}
              </Text>
              <Text size="sm" c="dimmed">
                {[word('visit_kind', visit.kind), showDayAndTime(visit.started_at, zone) + (visit.ended_at ? `–${showTime(visit.ended_at, zone)}` : ''), visit.practitioner].filter(Boolean).join(' · ')}
                {visit.signed_at !== null && ` · ${t('visit.signed_by', { name: visit.signed_by ?? '', when: showDayAndTime(visit.signed_at, zone) })}`}
              </Text>
            </div>
            <Group gap="xs" wrap="nowrap">
              {ended && (
                <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => print('visit_summary', visit.id)} data-testid="print-summary">
                  {t('visit.print')}
                </Button>
              )}
              {maySeeMoney && visit.invoice_id && (
                <Button variant="default" leftSection={<IconReceipt size={16} />} onClick={() => void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: visit.invoice_id ?? '' } })} data-testid="visit-open-invoice">
                  {t('visit.open_invoice')}
                </Button>
              )}
              {mayInvoice && !visit.invoice_id && (
                <Button variant="default" leftSection={<IconReceipt size={16} />} onClick={() => setOpen('invoice')} data-testid="visit-invoice">
                  {t('visit.make_invoice')}
                </Button>
              )}
              {mayVisit && !signed && (
                <Button leftSection={<IconSignature size={16} />} onClick={() => setOpen('finish')} data-testid="visit-finish">
                  {t('visit.finish')}
                </Button>
              )}
            </Group>
          </Group>
          {chart.data && <AllergyLine allergies={chart.data.allergies} onAdd={() => setOpen('allergy')} />}
        </div>
      </header>
      <div className={classes.body}>
        <div className={classes.col}>
          <Panel title={t('visit.note')}>
            <NoteForm key={visit.id} ref={note} visit={visit} readOnly={readOnly} />
          </Panel>
        </div>
        <div className={classes.col}>
          <Panel
            title={t('chart.vitals')}
            flush
            testid="visit-vitals"
            actions={
              mayVitals &&
              !signed && (
                <Button size="compact-sm" variant="subtle" leftSection={<IconHeartbeat size={16} />} onClick={() => setOpen('vitals')} data-testid="visit-record-vitals">
                  {t('chart.vitals.record')}
                </Button>
              )
            }
          >
            {visit.vitals.length === 0 && <div className={classes.quiet}>{t('visit.vitals.empty')}</div>}
            {visit.vitals.map((row) => (
              <ChartRow
                key={row.id}
                side={
                  <>
                    {showTime(row.recorded_at, zone)}
                    {mayVitals && <StrikeVitals row={row} />}
                  </>
                }
              >
                <Text size="sm" className="numbers">
                  {vitalsSentence(row)}
                </Text>
                {row.entered_at !== null && (
                  <Text size="xs" c="dimmed">
                    {t('vitals.entered_at', { when: showDayAndTime(row.entered_at, zone) })}
                  </Text>
                )}
              </ChartRow>
            ))}
            <StruckVitals visit={visit} />
          </Panel>
          <DiagnosePanel patientId={visit.patient.id} visitId={visit.id} conditions={visit.conditions} readOnly={readOnly || !mayPrescribe} />
          <Prescriptions visit={visit} mayPrescribe={mayPrescribe && !signed} onPrescribe={() => setOpen('prescribe')} />
          {visit.results.length > 0 && (
            <Panel title={t('chart.results')} flush>
              {visit.results.map((result) => (
                <ChartRow key={result.id}>
                  <Text span size="sm">
                    {result.test_name}
                  </Text>{' '}
                  <b>{result.value}</b> {result.unit} <FlagBadge flag={result.abnormal_flag} />
                </ChartRow>
              ))}
            </Panel>
          )}
          <VisitProcedures procedures={visit.procedures} />
        </div>
      </div>
      <Drawer opened={open === 'vitals'} onClose={close} title={t('chart.vitals.record')} size="28rem">
        {open === 'vitals' && <VitalsForm patientId={visit.patient.id} visitId={visit.id} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'prescribe'} onClose={close} title={t('medication.prescribe')} size="32rem">
        {open === 'prescribe' && <PrescribeForm patientId={visit.patient.id} visitId={visit.id} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'allergy'} onClose={close} title={t('allergy.title')} size="26rem">
        {open === 'allergy' && <AllergyForm patientId={visit.patient.id} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'invoice'} onClose={close} title={t('billing.new')} size="40rem">
        {open === 'invoice' && <NewInvoiceForm patientId={visit.patient.id} visitId={visit.id} onDone={close} />}
      </Drawer>
      <Modal opened={open === 'finish'} onClose={close} title={t('visit.finish.title')}>
        <Stack>
          <Text size="sm">{t('visit.finish.text')}</Text>
          <FailureNote failure={failure} />
          <Group justify="flex-end">
            {!ended && (
              <Button variant="default" leftSection={<IconCheck size={16} />} loading={busy} onClick={() => void finish(false)} data-testid="visit-end">
                {t('visit.end')}
              </Button>
            )}
            <Button leftSection={<IconSignature size={16} />} loading={busy} onClick={() => void finish(true)} data-autofocus data-testid="visit-sign">
              {t(ended ? 'visit.sign' : 'visit.end_and_sign')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  );
}
