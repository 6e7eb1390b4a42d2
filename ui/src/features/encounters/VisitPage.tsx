import { Anchor, Badge, Button, Drawer, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBandage, IconCalendarPlus, IconCheck, IconFilePlus, IconFlask, IconHeartbeat, IconPencilPlus, IconPill, IconPrinter, IconReceipt, IconRotate, IconScan, IconSend, IconSignature, IconVaccine } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { call } from '../../api/call';
import type { Visit, VitalsRow } from '../../api/commands';
import { Failure, toFailure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word, type MessageKey } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDayAndTime, showTime } from '../../shared/time/format';
import { usePrint } from '../../shared/usePrint';
import { NewInvoiceForm } from '../billing/NewInvoiceForm';
import { OrderForm } from '../imaging/OrderForm';
import { CancelPrescription, isOpenPrescription } from '../medication/CancelPrescription';
import { MedicineMenu } from '../medication/MedicineMenu';
import { PrescribeForm } from '../medication/PrescribeForm';
import { TakenElsewhere } from '../medication/TakenElsewhere';
import { AllergyForm } from '../people/AllergyForm';
import { AllergyLine } from '../people/AllergyLine';
import classes from '../people/ChartHeader.module.css';
import { ChartRow } from '../people/ChartList';
import { patientFacts } from '../people/patientFacts';
import { DocumentForm } from '../people/record/DocumentForm';
import { AddendumForm } from './AddendumForm';
import { DiagnosePanel } from './DiagnosePanel';
import { FollowUpForm } from './FollowUpForm';
import { ImmunizationForm } from './immunizations/ImmunizationForm';
import { ImmunizationRow } from './immunizations/ImmunizationRow';
import { NoteForm, type NoteHandle } from './NoteForm';
import { vitalsSentence } from './measures';
import { OrderTestsForm } from './OrderTestsForm';
import { ProcedureForm } from './ProcedureForm';
import { Proposals } from './proposals/Proposals';
import { ReferralForm } from './referrals/ReferralForm';
import { ReferralRow } from './referrals/ReferralRow';
import { VisitSteps } from './steps/VisitSteps';
import { StrikeVitals, StruckVitals } from './StruckVitals';
import { VisitOrders } from './VisitOrders';
import { VisitProcedures } from './VisitProcedures';
import { VitalsForm } from './VitalsForm';

const route = getRouteApi('/visits/$visitId');

const TABLES = ['visits', 'vitals', 'medical_conditions', 'prescriptions', 'prescription_items', 'procedures', 'lab_orders', 'lab_results', 'immunizations', 'referrals', 'visit_addenda', 'invoices', 'patients'] as const;

type Open = 'nothing' | 'document' | 'vitals' | 'prescribe' | 'invoice' | 'allergy' | 'finish' | 'tests' | 'scan' | 'immunization' | 'procedure' | 'refer' | 'follow_up' | 'addendum' | 'reopen';

/** Ended, and not signed: such a visit can go on where it was ended by mistake. */
const ENDED = ['completed', 'cancelled', 'left_without_being_seen'];

function Prescriptions(props: { visit: Visit; mayPrescribe: boolean; onPrescribe: () => void }) {
  const { visit } = props;
  const { time_zone: zone } = useSite();
  const print = usePrint();
  const mayCancel = useMay('prescribe');
  const [cancelling, setCancelling] = useState<Visit['prescriptions'][number] | null>(null);
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
      {visit.prescriptions.length === 0 && <Quiet>{t('visit.prescriptions.empty')}</Quiet>}
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
            <Group key={item.id} gap={6} wrap="nowrap" align="flex-start">
              <Text className="any-script">
                <b>{item.medication_text}</b> {item.status !== 'active' && <Badge color="gray">{word('medicine_status', item.status)}</Badge>} <Text span size="sm" c="dimmed">{item.dosage}</Text>
              </Text>
              <MedicineMenu medicine={item} visitId={visit.signed_at === null ? visit.id : null} />
            </Group>
          ))}
          <Group gap="xs">
            <Text size="xs" c="dimmed">
              {showDayAndTime(prescription.prescribed_at, zone)}
            </Text>
            {mayCancel && isOpenPrescription(prescription) && (
              <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setCancelling(prescription)} data-testid="prescription-cancel">
                {t('prescription.cancel')}
              </Button>
            )}
          </Group>
        </ChartRow>
      ))}
      <CancelPrescription prescription={cancelling} onClose={() => setCancelling(null)} />
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
  const [stepRefused, setStepRefused] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const note = useRef<NoteHandle>(null);
  const mayVisit = useMay('write_visit');
  const mayVitals = useMay('record_vitals');
  const mayPrescribe = useMay('prescribe');
  const seesMedicines = useMay('see_medication_record');
  const mayInvoice = useMay('write_invoices');
  const maySeeMoney = useMay('see_money');
  const mayOrder = useMay('order_tests');
  const mayScan = useMay('order_scans');
  const mayImmunize = useMay('give_immunizations');
  const mayProcedure = useMay('write_procedures');
  const mayRefer = useMay('write_referrals');
  const mayBook = useMay('book');
  const mayAddDocuments = useMay('add_documents');
  const maySeeProposals = useMay('see_proposals');
  const mayReopen = useMay('reopen_visits');
  const reopen = useAct('encounters.reopen_visit');
  const [correcting, setCorrecting] = useState<VitalsRow | null>(null);
  const close = () => setOpen('nothing');
  const visit = loaded.data;

  const signed = visit?.signed_at !== null && visit?.signed_at !== undefined;
  const ended = visit?.ended_at !== null && visit?.ended_at !== undefined;
  const calledOff = visit !== undefined && ['cancelled', 'left_without_being_seen'].includes(visit.status);
  // A visit that was called off gets no note.
  const readOnly = signed || !mayVisit || visit?.status === 'cancelled';

  // What is done beside the note, each in a drawer; those that belong to the note end with its signature.
  const beside: { open: Open; label: MessageKey; keys: string; icon: typeof IconCheck; may: boolean }[] = [
    { open: 'tests', label: 'visit.orders.test', keys: 'alt+e', icon: IconFlask, may: mayOrder && !signed },
    { open: 'scan', label: 'visit.orders.scan', keys: 'alt+s', icon: IconScan, may: mayScan && !signed },
    { open: 'immunization', label: 'immunization.add', keys: 'alt+n', icon: IconVaccine, may: mayImmunize && !signed },
    { open: 'procedure', label: 'procedure.add', keys: 'alt+x', icon: IconBandage, may: mayProcedure && !signed },
    { open: 'refer', label: 'referral.write', keys: 'alt+z', icon: IconSend, may: mayRefer },
    { open: 'document', label: 'document.add', keys: 'alt+9', icon: IconFilePlus, may: mayAddDocuments },
    { open: 'follow_up', label: 'visit.follow_up', keys: 'alt+f', icon: IconCalendarPlus, may: mayBook },
  ];
  const offered = beside.filter((each) => each.may);

  useShortcuts([
    ...offered.map((each) => ({ keys: each.keys, scope: 'screen' as const, label: each.label, run: () => setOpen(each.open) })),
    ...(mayVitals && !signed ? [{ keys: 'alt+v', scope: 'screen' as const, label: 'chart.vitals.record' as const, run: () => setOpen('vitals') }] : []),
    ...(mayPrescribe && !signed ? [{ keys: 'alt+p', scope: 'screen' as const, label: 'medication.prescribe' as const, run: () => setOpen('prescribe') }] : []),
    ...(mayVisit && !signed && !calledOff ? [{ keys: 'mod+Enter', scope: 'screen' as const, label: 'visit.finish' as const, run: () => setOpen('finish') }] : []),
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

  /** A step must not leave behind what is typed, nor be refused for what was just saved. */
  const versionOfSaved = async () => {
    if (note.current && !(await note.current.save())) throw new Failure(null, t('visit.finish.note_first'), null);
    return (await call('encounters.visit', { id: visitId })).version;
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
                {[word('visit_kind', visit.kind), showDayAndTime(visit.started_at, zone) + (visit.ended_at ? `–${showTime(visit.ended_at, zone)}` : ''), visit.practitioner, visit.room].filter(Boolean).join(' · ')}
                {visit.signed_at !== null && ` · ${t('visit.signed_by', { name: visit.signed_by ?? '', when: showDayAndTime(visit.signed_at, zone) })}`}
              </Text>
              {visit.status_reason && (
                <Text size="sm" className="any-script" data-testid="visit-status-reason">
                  {t('visit_step.why', { reason: visit.status_reason })}
                </Text>
              )}
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
              {mayReopen && !signed && ENDED.includes(visit.status) && (
                <Button variant="default" leftSection={<IconRotate size={16} />} onClick={() => setOpen('reopen')} data-testid="visit-reopen">
                  {t('visit.reopen')}
                </Button>
              )}
              {mayVisit && !signed && !calledOff && (
                <Button leftSection={<IconSignature size={16} />} onClick={() => setOpen('finish')} data-testid="visit-finish">
                  {t('visit.finish')}
                </Button>
              )}
              {!signed && <VisitSteps visit={visit} version={versionOfSaved} onFailure={setStepRefused} keys large />}
            </Group>
          </Group>
          {chart.data && <AllergyLine patientId={visit.patient.id} allergies={chart.data.allergies} onAdd={() => setOpen('allergy')} />}
          <FailureNote failure={stepRefused} />
        </div>
      </header>
      <div className={classes.body}>
        <div className={classes.col}>
          <Panel title={t('visit.note')}>
            <NoteForm key={visit.id} ref={note} visit={visit} readOnly={readOnly} />
          </Panel>
          {signed && (
            <Panel
              title={t('addendum.title')}
              count={visit.addenda.length}
              flush
              testid="addenda"
              actions={
                mayVisit && (
                  <Button size="compact-sm" variant="subtle" leftSection={<IconPencilPlus size={16} />} onClick={() => setOpen('addendum')} data-testid="addendum-add">
                    {t('addendum.add')}
                  </Button>
                )
              }
            >
              {visit.addenda.length === 0 && <Quiet>{t('common.none')}</Quiet>}
              {visit.addenda.map((addendum) => (
                <ChartRow key={addendum.id} testid="addendum">
                  <Text size="sm" className="any-script prewrap">
                    {addendum.text}
                  </Text>
                  <Text size="xs" c="dimmed" className="any-script">
                    {[t('addendum.by', { name: addendum.author ?? t('common.unknown'), when: showDayAndTime(addendum.written_at, zone) }), addendum.reason].join(' · ')}
                  </Text>
                </ChartRow>
              ))}
            </Panel>
          )}
          {maySeeProposals && <Proposals patientId={visit.patient.id} visitId={signed ? null : visit.id} />}
        </div>
        <div className={classes.col}>
          {offered.length > 0 && (
            <Group gap={6} role="group" aria-label={t('visit.menu')}>
              {offered.map((each) => (
                <Button key={each.open} size="compact-md" variant="default" leftSection={<each.icon size={16} />} onClick={() => setOpen(each.open)} data-testid={`visit-${each.open}`}>
                  {t(each.label)}
                </Button>
              ))}
            </Group>
          )}
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
            {visit.vitals.length === 0 && <Quiet>{t('visit.vitals.empty')}</Quiet>}
            {visit.vitals.map((row) => (
              <ChartRow
                key={row.id}
                side={
                  <>
                    {showTime(row.recorded_at, zone)}
                    {mayVitals && (
                      <Button size="compact-xs" variant="subtle" color="gray" ms={6} aria-label={t('vitals.correct.one', { when: showTime(row.recorded_at, zone) })} onClick={() => setCorrecting(row)} data-testid="vitals-correct">
                        {t('vitals.correct')}
                      </Button>
                    )}
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
          {seesMedicines && <TakenElsewhere patientId={visit.patient.id} visitId={signed ? null : visit.id} />}
          <VisitOrders orders={visit.lab_orders} results={visit.results} />
          {visit.immunizations.length > 0 && (
            <Panel title={t('chart.immunizations')} flush testid="visit-immunizations">
              {visit.immunizations.map((each) => (
                <ImmunizationRow key={each.id} immunization={each} />
              ))}
            </Panel>
          )}
          <VisitProcedures procedures={visit.procedures} />
          {visit.referrals.length > 0 && (
            <Panel title={t('referral.title')} flush testid="visit-referrals">
              {visit.referrals.map((each) => (
                <ReferralRow key={each.id} referral={each} />
              ))}
            </Panel>
          )}
        </div>
      </div>
      <Drawer opened={open === 'vitals'} onClose={close} title={t('chart.vitals.record')} size="28rem">
        {open === 'vitals' && <VitalsForm patientId={visit.patient.id} visitId={visit.id} onDone={close} />}
      </Drawer>
      <Drawer opened={correcting !== null} onClose={() => setCorrecting(null)} title={correcting ? t('vitals.correct.one', { when: showTime(correcting.recorded_at, zone) }) : ''} size="28rem">
        {correcting && <VitalsForm patientId={visit.patient.id} visitId={visit.id} corrects={correcting} onDone={() => setCorrecting(null)} />}
      </Drawer>
      <Drawer opened={open === 'tests'} onClose={close} title={t('order_tests.title')} size="32rem">
        {open === 'tests' && <OrderTestsForm patientId={visit.patient.id} visitId={visit.id} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'scan'} onClose={close} title={t('imaging.order')} size="30rem">
        {open === 'scan' && <OrderForm patient={visit.patient} visitId={visit.id} onClose={close} />}
      </Drawer>
      <Drawer opened={open === 'immunization'} onClose={close} title={t('immunization.add')} size="32rem">
        {open === 'immunization' && <ImmunizationForm patientId={visit.patient.id} visitId={visit.id} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'procedure'} onClose={close} title={t('procedure.add')} size="32rem">
        {open === 'procedure' && <ProcedureForm patientId={visit.patient.id} visitId={visit.id} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'refer'} onClose={close} title={t('referral.write')} size="30rem">
        {open === 'refer' && <ReferralForm patientId={visit.patient.id} visitId={signed ? null : visit.id} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'document'} onClose={close} title={t('document.add')} size="30rem">
        {open === 'document' && <DocumentForm patientId={visit.patient.id} visitId={visit.id} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'follow_up'} onClose={close} title={t('visit.follow_up')} size="34rem">
        {open === 'follow_up' && <FollowUpForm visit={visit} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'addendum'} onClose={close} title={t('addendum.add')} size="30rem">
        {open === 'addendum' && <AddendumForm visitId={visit.id} onDone={close} />}
      </Drawer>
      {open === 'reopen' && (
        <AskReason
          title={t('visit.reopen.title')}
          draft={`reopen-visit:${visit.id}`}
          text={t('visit.reopen.text')}
          label={t('visit.reopen.reason')}
          submit={t('visit.reopen')}
          send={(reason) => reopen.mutateAsync({ id: visit.id, version: visit.version, reason })}
          onDone={() => {
            notifications.show({ message: t('visit.reopen.done') });
            close();
          }}
          onClose={close}
          testid="reopen-visit"
        />
      )}
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
