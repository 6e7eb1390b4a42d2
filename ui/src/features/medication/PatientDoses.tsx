import { Anchor, Badge, Button, Drawer, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconBed, IconClock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { AddButton } from '../../shared/look/AddButton';
import { Panel, Quiet } from '../../shared/look/Page';
import { showMinutes } from '../../shared/time/format';
import { minutesBetween } from '../../shared/time/siteTime';
import { AllergyForm } from '../people/AllergyForm';
import { AllergyLine } from '../people/AllergyLine';
import rows from '../encounters/rows.module.css';
import { OutsideCare } from '../people/OutsideCare';
import { patientFacts } from '../people/patientFacts';
import { bedName, type Bed } from '../place/bedWords';
import { isOverdue, sortDoses } from './dueRound';
import { GiveDose, type DoseToGive } from './GiveDose';
import { GivenDoses } from './GivenDoses';
import classes from './MedicinesDue.module.css';
import { lastDoseOf, RECORD_TABLES, showMoment, type DueDose } from './medicineWords';

/** When a dose is due, in a sign and words; a colour is never the only one. */
function When(props: { dose: DueDose; now: number }) {
  const { dose, now } = props;
  const { time_zone: zone } = useSite();
  if (dose.due_at === null) return <span className={classes.sign}>{t('due.no_time')}</span>;
  const late = isOverdue(dose, now);
  return (
    <span className={classes.sign} data-tone={late ? 'late' : undefined} data-testid={late ? 'dose-overdue' : 'dose-due'}>
      {late ? <IconAlertTriangle size={15} aria-hidden /> : <IconClock size={15} aria-hidden />}
      {late ? t('due.overdue_by', { time: showMinutes(minutesBetween(dose.due_at, now)), when: showMoment(dose.due_at, zone) }) : t('due.at', { when: showMoment(dose.due_at, zone) })}
    </span>
  );
}

function Dose(props: { dose: DueDose; now: number; onGive: () => void; onLeaveOut: () => void }) {
  const { dose } = props;
  const { time_zone: zone } = useSite();
  return (
    <article className={rows.row} data-testid="due-dose">
      <div className={rows.what}>
        <Text className={`any-script ${classes.medicine ?? ''}`}>{dose.medication_text}</Text>
        <Text className="any-script">{dose.dosage}</Text>
        <div className={classes.signs}>
          <When dose={dose} now={props.now} />
          <span className={classes.sign}>{dose.last_given_at === null ? t('due.never_given') : t('due.last_given', { when: showMoment(dose.last_given_at, zone) })}</span>
        </div>
      </div>
      <Group gap={6} wrap="nowrap">
        <Button variant="default" aria-label={t('dose.leave_out.one', { medicine: dose.medication_text })} onClick={props.onLeaveOut} data-testid="dose-leave-out">
          {t('dose.leave_out')}
        </Button>
        <Button aria-label={t('dose.give.one', { medicine: dose.medication_text })} onClick={props.onGive} data-testid="dose-give">
          {t('dose.give')}
        </Button>
      </Group>
    </article>
  );
}

interface Props {
  patientId: string;
  bed: Bed | null;
  doses: readonly DueDose[];
  now: number;
  within_minutes: number;
}

/** One patient's medicines at the bedside: allergies, what is due, what is not given, what was given. */
export function PatientDoses({ patientId, bed, doses, now, within_minutes }: Props) {
  const chart = useCommand('people.chart', { patient_id: patientId }, ['patients', 'patient_allergies', 'sync_conflicts']);
  const record = useCommand('medication.record', { patient_id: patientId }, RECORD_TABLES);
  const mayGive = useMay('give_medicines');
  const [giving, setGiving] = useState<DoseToGive | null>(null);
  const [allergy, setAllergy] = useState(false);
  const close = () => setGiving(null);
  const { due, later, by_need } = sortDoses(doses, now, within_minutes);
  const give = (dose: DueDose, kind: DoseToGive['kind']) => setGiving({ item_id: dose.item_id, medication_text: dose.medication_text, dosage: dose.dosage, last_given_at: dose.last_given_at, kind });
  const [first] = due;
  useShortcuts(mayGive && first ? [{ keys: 'g', scope: 'screen', label: 'due.give_first', run: () => give(first, 'given') }] : []);

  if (chart.error?.code === 'not_your_patient') {
    return (
      <OutsideCare
        patientId={patientId}
        sentence={chart.error.sentence}
        onOpened={() => {
          void chart.refetch();
          void record.refetch();
        }}
      />
    );
  }
  if (!chart.data) return <FailureNote failure={chart.error} />;
  const { patient, allergies } = chart.data;
  const given = record.data?.administrations ?? [];
  const held = (record.data?.items ?? []).filter((item) => item.status === 'on_hold');
  const list = (title: 'due' | 'later' | 'by_need', these: readonly DueDose[]) =>
    these.length > 0 && (
      <section data-testid={`doses-${title}`}>
        <h3 className={classes.heading}>{t(`due.section.${title}`)}</h3>
        {these.map((dose) => (
          <Dose key={dose.item_id} dose={dose} now={now} onGive={() => give(dose, 'given')} onLeaveOut={() => give(dose, 'left_out')} />
        ))}
      </section>
    );
  return (
    <>
      <header className={classes.who} data-testid="doses-of">
        <Group justify="space-between" align="flex-start" gap="xs">
          <div>
            <h2 className={`any-script ${classes.name ?? ''}`}>{patient.display_name}</h2>
            <Text size="sm" c="dimmed" className="numbers">
              {patientFacts(patient)}
            </Text>
          </div>
          <Group gap="sm">
            {bed && (
              <span className={classes.sign}>
                <IconBed size={16} aria-hidden />
                {[bed.ward, bedName(bed)].filter(Boolean).join(' · ')}
              </span>
            )}
            <Anchor component={Link} to={`/patients/${patientId}`} size="sm">
              {t('pharmacy.to_chart')}
            </Anchor>
          </Group>
        </Group>
        <AllergyLine patientId={patientId} allergies={allergies} onAdd={() => setAllergy(true)} />
      </header>
      <FailureNote failure={record.error} />
      <Panel
        title={t('due.open')}
        count={due.length}
        flush
        testid="doses"
        actions={
          mayGive && <AddButton label={t('dose.unprescribed')} onClick={() => setGiving({ item_id: null, medication_text: '', dosage: '', last_given_at: null, kind: 'given' })} testid="dose-unprescribed" />
        }
      >
        {due.length === 0 && <Quiet>{t('due.section.nothing')}</Quiet>}
        {list('due', due)}
        {list('by_need', by_need)}
        {list('later', later)}
        {held.length > 0 && (
          <section data-testid="doses-held">
            <h3 className={classes.heading}>{t('due.section.held')}</h3>
            {held.map((item) => (
              <article key={item.item_id} className={rows.row}>
                <div className={rows.what}>
                  <Text span className="any-script" fw={560}>
                    {item.medication_text}
                  </Text>{' '}
                  <Badge color="orange">{t('medicine_status.on_hold')}</Badge>
                  <Text size="sm" c="dimmed" className="any-script">
                    {[item.dosage, item.status_reason].filter(Boolean).join(' · ')}
                  </Text>
                </div>
                {mayGive && (
                  <Button
                    variant="default"
                    aria-label={t('dose.leave_out.one', { medicine: item.medication_text })}
                    onClick={() => setGiving({ item_id: item.item_id, medication_text: item.medication_text, dosage: item.dosage, last_given_at: null, kind: 'left_out' })}
                    data-testid="held-leave-out"
                  >
                    {t('dose.leave_out')}
                  </Button>
                )}
              </article>
            ))}
          </section>
        )}
      </Panel>
      {record.data && <GivenDoses doses={given} shown={8} />}
      <Drawer opened={giving !== null} onClose={close} title={giving ? (giving.item_id === null ? t('dose.unprescribed') : t(giving.kind === 'given' ? 'dose.give.one' : 'dose.leave_out.one', { medicine: giving.medication_text })) : ''} size="32rem">
        {giving && <GiveDose patient={patient} visitId={bed?.stay?.visit_id ?? null} dose={giving} before={giving.item_id === null ? null : lastDoseOf(giving.item_id, given)} onDone={close} />}
      </Drawer>
      <Drawer opened={allergy} onClose={() => setAllergy(false)} title={t('allergy.title')} size="26rem">
        {allergy && <AllergyForm patientId={patientId} onDone={() => setAllergy(false)} />}
      </Drawer>
    </>
  );
}
