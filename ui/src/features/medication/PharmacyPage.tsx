import { Anchor, Badge, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconClock, IconHandStop, IconMessageQuestion, IconNote, IconPill, IconPlayerPlay, IconPrinter, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import type { ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { Desk, DeskGroup, DeskRow, useDeskKeys } from '../../shared/look/Desk';
import { FailureNote, Note } from '../../shared/look/Note';
import { Page, Panel, Quiet, Teach } from '../../shared/look/Page';
import { showDayAndTime, showList, showMinutes, showNumber } from '../../shared/time/format';
import { minutesBetween } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { usePrint } from '../../shared/usePrint';
import { ageAndGender, patientFacts } from '../people/patientFacts';
import { howMuch } from './CorrectDispensing';
import { DispenseForm, type WaitingItem } from './DispenseForm';
import { HandedOut } from './HandedOut';
import classes from './PharmacyPage.module.css';
import { Warnings } from './Warnings';

type Supplied = ResponseOf<'medication.record'>['items'][number];

const ORDERS = ['prescriptions', 'prescription_items', 'dispensings', 'patients'] as const;

function inUnit(quantity: number, unit: string | null): string {
  return [showNumber(quantity, 3), unit].filter(Boolean).join(' ');
}

function openText(item: WaitingItem): string {
  if (item.quantity === null) return t('pharmacy.no_quantity');
  if (item.handed_out > 0) return t('pharmacy.part', { handed: showNumber(item.handed_out, 3), quantity: inUnit(item.quantity, item.quantity_unit) });
  return t('pharmacy.whole', { quantity: inUnit(item.quantity, item.quantity_unit) });
}

function WaitingGroup(props: { items: readonly WaitingItem[]; chosen: string | null; now: number; onChoose: (id: string) => void }) {
  const [first] = props.items;
  if (!first) return null;
  const { patient } = first;
  return (
    <DeskGroup
      testid="waiting-prescription"
      title={
        <>
          <Group justify="space-between" wrap="nowrap" gap="xs" align="baseline">
            <Text fw={620} className="any-script">
              {patient.display_name}
            </Text>
            <span className={classes.wait}>
              <IconClock size={14} aria-hidden />
              {showMinutes(Math.max(0, minutesBetween(first.prescribed_at, props.now)))}
            </span>
          </Group>
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {ageAndGender(patient)}
            </Text>
            {patient.allergies > 0 && (
              <span className={classes.sign}>
                <IconAlertTriangle size={14} aria-hidden />
                {t('pharmacy.allergies', { count: patient.allergies })}
              </span>
            )}
          </Group>
        </>
      }
    >
      {props.items.map((item) => (
        <DeskRow key={item.item_id} chosen={item.item_id === props.chosen} onChoose={() => props.onChoose(item.item_id)} testid="waiting-item">
          <Text fw={560} size="sm" className="any-script">
            {item.medication_text}
          </Text>
          <Group gap="xs">
            <Text size="sm" c="dimmed" className="numbers">
              {openText(item)}
            </Text>
            {item.pharmacy_notes && (
              <span className={classes.sign}>
                <IconNote size={14} aria-hidden />
                {t('pharmacy.has_note')}
              </span>
            )}
          </Group>
        </DeskRow>
      ))}
    </DeskGroup>
  );
}

/** What speaks against the medicine, before anything is taken from the shelf. */
function SpeaksAgainst(props: { item: WaitingItem }) {
  const { item } = props;
  const chart = useCommand('people.chart', { patient_id: item.patient.id }, ['patient_allergies', 'sync_conflicts']);
  const check = useCommand('medication.check', { patient_id: item.patient.id, medication_text: item.medication_text }, ['patient_allergies', 'prescription_items', 'medication_statements', 'medications', 'medication_cautions']);
  const allergies = (chart.data?.allergies ?? []).filter((allergy) => allergy.status === 'active' || allergy.candidate);
  // The prescription itself would be told as a medicine that the patient takes already.
  const warnings = (check.data?.warnings ?? []).filter((warning) => warning.kind !== 'duplicate');
  return (
    <Stack gap={6} data-testid="speaks-against">
      <FailureNote failure={chart.error ?? check.error} />
      {allergies.length > 0 && (
        <Note tone={allergies.some((allergy) => allergy.criticality === 'high') ? 'red' : 'amber'} testid="pharmacy-allergies">
          <b>{t('pharmacy.allergic_to')}</b>{' '}
          <span className="any-script">{showList(allergies.map((allergy) => [allergy.substance_text, allergy.reaction_text && `(${allergy.reaction_text})`].filter(Boolean).join(' ')))}</span>
        </Note>
      )}
      {chart.data && allergies.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('pharmacy.no_allergies')}
        </Text>
      )}
      {item.pharmacy_notes && (
        <Note tone="amber" testid="pharmacy-notes">
          <b>{t('pharmacy.doctor_writes')}</b> <span className="any-script prewrap">{item.pharmacy_notes}</span>
        </Note>
      )}
      {warnings.length > 0 && <Warnings warnings={warnings} />}
      {check.data && (
        <Text size="xs" c="dimmed">
          {say(check.data.note)} {t('pharmacy.checking_note')}
        </Text>
      )}
    </Stack>
  );
}

/** What else the patient takes, and what was handed out of this before. */
function Beside(props: { item: WaitingItem; record: ResponseOf<'medication.record'> }) {
  const { item, record } = props;
  const { time_zone: zone } = useSite();
  const mayPrescribe = useMay('prescribe');
  const resume = useAct('medication.resume');
  const others = record.items.filter((each) => each.item_id !== item.item_id && ['active', 'on_hold'].includes(each.status));
  const told = record.statements.filter((each) => each.status === 'active');
  const before = record.dispensings.filter((each) => each.prescription_item_id === item.item_id && !each.struck && each.quantity > 0);
  return (
    <>
      <Panel title={t('pharmacy.also_takes', { name: item.patient.display_name })} flush testid="also-takes">
        <FailureNote failure={resume.error} />
        {others.length + told.length === 0 && (
          <Text size="sm" c="dimmed" className={classes.other}>
            {t('pharmacy.also_takes.none')}
          </Text>
        )}
        {others.map((each) => (
          <Group key={each.item_id} className={classes.other} justify="space-between" wrap="nowrap" gap="sm">
            <div>
              <Text span fw={550} size="sm" className="any-script">
                {each.medication_text}
              </Text>{' '}
              {each.status === 'on_hold' && <Badge color="orange">{word('medicine_status', each.status)}</Badge>}
              <Text size="sm" c="dimmed" className="any-script">
                {[each.dosage, each.status_reason].filter(Boolean).join(' · ')}
              </Text>
            </div>
            {each.status === 'on_hold' && mayPrescribe && (
              <Button size="compact-sm" variant="default" leftSection={<IconPlayerPlay size={14} />} loading={resume.isPending} onClick={() => resume.mutate({ item_id: each.item_id, version: each.version })} data-testid="medicine-resume">
                {t('pharmacy.resume')}
              </Button>
            )}
          </Group>
        ))}
        {told.map((each) => (
          <div key={each.id} className={classes.other}>
            <Text span fw={550} size="sm" className="any-script">
              {each.medication_text}
            </Text>
            <Text size="sm" c="dimmed" className="any-script">
              {[t('pharmacy.tells'), each.source_text, each.dosage_text].filter(Boolean).join(' · ')}
            </Text>
          </div>
        ))}
      </Panel>
      {before.length > 0 && (
        <Panel title={t('pharmacy.before')} flush testid="handed-out-before">
          {before.map((line) => (
            <Group key={line.id} className={classes.other} justify="space-between" wrap="nowrap">
              <Text size="sm" className="numbers">
                {[howMuch(line), line.lot_number].filter(Boolean).join(' · ')}
              </Text>
              <Text size="sm" c="dimmed">
                {[showDayAndTime(line.dispensed_at, zone), line.dispensed_by].filter(Boolean).join(' · ')}
              </Text>
            </Group>
          ))}
        </Panel>
      )}
    </>
  );
}

function Chosen(props: { item: WaitingItem; onDone: () => void }) {
  const { item } = props;
  const mayDispense = useMay('dispense');
  const mayPrescribe = useMay('prescribe');
  const print = usePrint();
  const record = useCommand('medication.record', { patient_id: item.patient.id }, [...ORDERS, 'medication_statements', 'medication_administrations']);
  const [asking, setAsking] = useState<'nothing' | 'hold' | 'doctor'>('nothing');
  const supplied: Supplied | undefined = record.data?.items.find((each) => each.item_id === item.item_id);
  const close = () => setAsking('nothing');
  return (
    <>
      <Panel
        testid="chosen-medicine"
        title={
          <>
            <span className="any-script">{item.medication_text}</span>
            <Text size="sm" c="dimmed" fw={400} className="any-script">
              {[item.dosage, openText(item), t('pharmacy.refills_left', { count: item.refills_left })].filter(Boolean).join(' · ')}
            </Text>
          </>
        }
        actions={
          <Group gap="xs" wrap="nowrap">
            <Button variant="default" size="compact-sm" leftSection={<IconPrinter size={15} />} onClick={() => print('prescription', item.prescription_id)} data-testid="pharmacy-print">
              {t('common.print')}
            </Button>
            {mayPrescribe && supplied && (
              <Button variant="default" size="compact-sm" leftSection={<IconHandStop size={15} />} onClick={() => setAsking('hold')} data-testid="pharmacy-hold">
                {t('pharmacy.hold')}
              </Button>
            )}
            {mayDispense && (
              <Button variant="default" size="compact-sm" leftSection={<IconMessageQuestion size={15} />} onClick={() => setAsking('doctor')} data-testid="pharmacy-ask">
                {t('pharmacy.ask_doctor')}
              </Button>
            )}
          </Group>
        }
      >
        <Group justify="space-between" wrap="nowrap" align="baseline">
          <div>
            <Text fw={620} className="any-script">
              {item.patient.display_name}
            </Text>
            <Text size="sm" c="dimmed" className="numbers">
              {patientFacts(item.patient)}
            </Text>
          </div>
          <Anchor component={Link} to={`/patients/${item.patient.id}`} size="sm">
            {t('pharmacy.to_chart')}
          </Anchor>
        </Group>
        <SpeaksAgainst item={item} />
        {mayDispense && <DispenseForm key={item.item_id} item={item} onDone={props.onDone} />}
      </Panel>
      <FailureNote failure={record.error} />
      {record.data && <Beside item={item} record={record.data} />}
      <AskReason
        opened={asking === 'hold'}
        title={t('pharmacy.hold.title', { medicine: item.medication_text })}
        draft={`hold:${item.item_id}`}
        text={t('pharmacy.hold.text')}
        label={t('pharmacy.hold.reason')}
        submit={t('pharmacy.hold')}
        send={(reason) => call('medication.hold', { item_id: item.item_id, version: supplied?.version ?? 0, reason })}
        onClose={close}
        testid="hold"
      />
      <AskReason
        opened={asking === 'doctor'}
        title={t('pharmacy.ask_doctor.title', { medicine: item.medication_text })}
        draft={`ask-doctor:${item.item_id}`}
        text={t('pharmacy.ask_doctor.text')}
        label={t('pharmacy.ask_doctor.question')}
        missing={t('form.required')}
        field="description"
        submit={t('pharmacy.ask_doctor.submit')}
        send={(question) =>
          call('messages.create_task', {
            title: t('pharmacy.ask_doctor.task'), description: `${item.medication_text}: ${question}`, kind: 'other', priority: 'high', for_role: 'doctor', assigned_to: null, patient_id: item.patient.id, due_at: null,
          }).then(() => notifications.show({ message: t('pharmacy.ask_doctor.done') }))
        }
        onClose={close}
        testid="ask-doctor"
      />
    </>
  );
}

/** Medicines of one prescription stand together, in the order in which they wait. */
function byPrescription(items: readonly WaitingItem[]): WaitingItem[][] {
  const groups = new Map<string, WaitingItem[]>();
  for (const item of items) groups.set(item.prescription_id, [...(groups.get(item.prescription_id) ?? []), item]);
  return [...groups.values()];
}

function Waiting() {
  const now = useNow(30);
  const waiting = useCommand('medication.waiting', {}, ORDERS);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const words = search.trim().toLocaleLowerCase();
  const items = waiting.data ?? [];
  const groups = byPrescription(items).filter((group) => words === '' || group.some((item) => `${item.patient.display_name} ${item.patient.mrn ?? ''} ${item.medication_text}`.toLocaleLowerCase().includes(words)));
  const shown = groups.flat();
  useDeskKeys(shown.map((item) => item.item_id), chosen, setChosen);
  const item = items.find((each) => each.item_id === chosen);
  const next = () => {
    const beside = items.find((each) => each.prescription_id === item?.prescription_id && each.item_id !== item.item_id);
    if (beside) setChosen(beside.item_id);
  };
  if (waiting.error) return <FailureNote failure={waiting.error} />;
  if (!waiting.data) return null;
  if (items.length === 0) return <Teach icon={<IconPill size={46} stroke={1.3} />} title={t('pharmacy.empty')} text={t('pharmacy.empty.text')} />;
  return (
    <Desk
      label={t('pharmacy.list')}
      tools={<TextInput aria-label={t('pharmacy.search')} placeholder={t('pharmacy.search')} leftSection={<IconSearch size={16} />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-testid="pharmacy-search" />}
      list={
        <>
          {groups.map((group) => (
            <WaitingGroup key={group[0]?.prescription_id} items={group} chosen={chosen} now={now} onChoose={setChosen} />
          ))}
          {groups.length === 0 && <Quiet>{t('pharmacy.nothing_found')}</Quiet>}
        </>
      }
    >
      {item && <Chosen key={item.item_id} item={item} onDone={next} />}
      {!item && <Teach icon={<IconPill size={46} stroke={1.3} />} title={t(chosen === null ? 'pharmacy.choose' : 'pharmacy.gone')} text={t(chosen === null ? 'pharmacy.choose.text' : 'pharmacy.gone.text')} />}
    </Desk>
  );
}

/** Prescriptions that wait to be handed out, and what was handed out. */
export function PharmacyPage() {
  const [view, setView] = useState('waiting');
  return (
    <Page
      title={t('nav.pharmacy')}
      testid="pharmacy"
      actions={
        <SegmentedControl
          value={view}
          onChange={setView}
          aria-label={t('nav.pharmacy')}
          data={[
            { value: 'waiting', label: t('pharmacy.waiting') },
            { value: 'handed_out', label: t('pharmacy.handed_out') },
          ]}
          data-testid="pharmacy-view"
        />
      }
    >
      {view === 'waiting' ? <Waiting /> : <HandedOut />}
    </Page>
  );
}
