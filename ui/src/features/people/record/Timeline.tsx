import { Chip, Group, Text } from '@mantine/core';
import { IconBandage, IconFileText, IconFlask, IconHeartbeat, IconListCheck, IconSend, IconStethoscope, IconUrgent, IconVaccine } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import type { PatientLine } from '../../../api/commands';
import { t, word } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Quiet } from '../../../shared/look/Page';
import { showLongDate, showTime } from '../../../shared/time/format';
import { dateAt } from '../../../shared/time/siteTime';
import { rangeText, valueText } from '../../encounters/laboratory/ShownResult';
import { vitalsSentence } from '../../encounters/measures';
import { whither } from '../../encounters/referrals/whither';
import { useDocuments, usePaged } from '../../encounters/usePaged';
import { FlagBadge } from '../ClinicalSections';
import { byDay } from './byDay';
import { More } from './More';
import own from './record.module.css';
import { timelineOf, type Source } from './timelineOf';

const kinds = ['visit', 'problem', 'result', 'vitals', 'procedure', 'immunization', 'referral', 'plan', 'document'] as const;
type Kind = (typeof kinds)[number];

const icons: Record<Kind, typeof IconFlask> = {
  visit: IconStethoscope,
  problem: IconUrgent,
  result: IconFlask,
  vitals: IconHeartbeat,
  procedure: IconBandage,
  immunization: IconVaccine,
  referral: IconSend,
  plan: IconListCheck,
  document: IconFileText,
};

interface Entry {
  id: string;
  at: number;
  kind: Kind;
  what: ReactNode;
  detail: string;
  visitId: string | null;
}

/** A read of one kind, with where it has been read to. */
function sourceOf<P>(
  kind: Kind,
  pages: { data: { pages: P[] } | undefined; hasNextPage: boolean },
  entriesOf: (page: P) => Entry[],
  endOf: (page: P) => number | null,
): Source<Kind, Entry> {
  const all = pages.data?.pages ?? [];
  const last = all.at(-1);
  return { kind, entries: all.flatMap(entriesOf), loadedTo: pages.hasNextPage && last !== undefined ? endOf(last) : null };
}

const said = (parts: readonly (string | null | false | undefined)[]) => parts.filter(Boolean).join(' · ');

/** Everything that happened to a patient in one sequence, the newest first, going back page by page. */
export function Timeline(props: { patient: PatientLine }) {
  const { patient } = props;
  const patient_id = patient.id;
  const { time_zone: zone } = useSite();
  const may: Record<Kind, boolean> = {
    visit: useMay('see_visits'),
    problem: useMay('see_clinical'),
    result: useMay('see_results'),
    vitals: useMay('see_results'),
    procedure: useMay('see_procedures'),
    immunization: useMay('see_procedures'),
    referral: useMay('see_referrals'),
    plan: useMay('see_care_plans'),
    document: useMay('see_documents'),
  };
  const [chosen, setChosen] = useState<string[]>([]);
  const visits = usePaged('encounters.patient_visits', { patient_id }, ['visits'], may.visit);
  const problems = usePaged('encounters.conditions', { patient_id }, ['medical_conditions'], may.problem);
  const results = usePaged('encounters.results', { patient_id, with_struck: false }, ['lab_results'], may.result);
  const vitals = usePaged('encounters.vitals', { patient_id, with_struck: false }, ['vitals'], may.vitals);
  const procedures = usePaged('encounters.procedures', { patient_id }, ['procedures'], may.procedure);
  const immunizations = usePaged('encounters.immunizations', { patient_id }, ['immunizations'], may.immunization);
  const referrals = usePaged('encounters.referrals', { patient_id }, ['referrals'], may.referral);
  const plans = usePaged('encounters.care_plans', { patient_id }, ['care_plans'], may.plan);
  const documents = useDocuments(patient_id, may.document);
  const reads = { visit: visits, problem: problems, result: results, vitals, procedure: procedures, immunization: immunizations, referral: referrals, plan: plans, document: documents };

  const sources: Source<Kind, Entry>[] = [
    sourceOf('visit', visits, (page) => page.visits.map((each) => ({ id: each.id, at: each.started_at, kind: 'visit', what: each.reason ?? word('visit_kind', each.kind), detail: said([each.practitioner, word('visit_status', each.status), each.signed_at !== null && t('visit.signed')]), visitId: each.id })), (page) => page.older?.at ?? null),
    // The oldest page brings what has no day at all with the day on which it was written down.
    sourceOf('problem', problems, (page) => page.conditions.map((each) => ({ id: each.id, at: each.at, kind: 'problem', what: each.condition_name, detail: said([each.icd10_code, word('condition_status', each.status), word('severity', each.severity)]), visitId: each.visit_id })), (page) => page.older?.at ?? null),
    sourceOf(
      'result',
      results,
      (page) =>
        page.results
          .filter((each) => each.value !== null && each.status !== 'entered_in_error')
          .map((each) => ({
            id: each.id,
            at: each.at,
            kind: 'result',
            what: (
              <>
                {each.test_name} <b className="numbers">{valueText(each)}</b> <FlagBadge flag={each.abnormal_flag} />
              </>
            ),
            detail: said([rangeText(each), each.panel_name]),
            visitId: each.visit_id,
          })),
      (page) => page.older?.at ?? null,
    ),
    sourceOf('vitals', vitals, (page) => page.sets.map((each) => ({ id: each.id, at: each.recorded_at, kind: 'vitals', what: vitalsSentence(each), detail: said([each.recorded_by, each.notes]), visitId: null })), (page) => page.older?.at ?? null),
    sourceOf('procedure', procedures, (page) => page.procedures.filter((each) => each.status !== 'entered_in_error').map((each) => ({ id: each.id, at: each.at, kind: 'procedure', what: each.name, detail: said([word('procedure_status', each.status), each.body_site, each.outcome]), visitId: each.visit_id })), (page) => page.older?.at ?? null),
    sourceOf('immunization', immunizations, (page) => page.immunizations.filter((each) => each.status !== 'entered_in_error').map((each) => ({ id: each.id, at: each.at, kind: 'immunization', what: each.vaccine, detail: said([word('immunization_status', each.status), each.is_reported && t('immunization.reported'), each.status_reason, each.lot_number && t('immunization.of_lot', { lot: each.lot_number })]), visitId: null })), (page) => page.older?.at ?? null),
    sourceOf('referral', referrals, (page) => page.referrals.map((each) => ({ id: each.id, at: each.created_at, kind: 'referral', what: t('record.referred', { to: whither(each) }), detail: said([word('referral_status', each.status), each.reason]), visitId: each.visit_id })), (page) => page.older?.at ?? null),
    sourceOf('plan', plans, (page) => page.plans.map((each) => ({ id: each.id, at: each.created_at, kind: 'plan', what: each.title, detail: said([word('care_plan_status', each.status), each.due > 0 && t('care_plan.progress', { done: each.done, due: each.due })]), visitId: null })), (page) => page.older?.at ?? null),
    sourceOf('document', documents, (page) => page.documents.filter((each) => each.status !== 'entered_in_error').map((each) => ({ id: each.id, at: each.uploaded_at, kind: 'document', what: each.title, detail: said([word('document_kind', each.kind), each.file_name]), visitId: each.visit_id })), (page) => page.documents.at(-1)?.uploaded_at ?? null),
  ];
  const seen = kinds.filter((kind) => may[kind]);
  const wanted = seen.filter((kind) => chosen.length === 0 || chosen.includes(kind));
  const { entries, next } = timelineOf(sources.filter((source) => wanted.includes(source.kind)));
  const waits = wanted.some((kind) => reads[kind].isPending);
  const failed = wanted.find((kind) => reads[kind].error);
  return (
    <Panel
      title={t('record.part.timeline')}
      flush
      testid="timeline"
      actions={
        <Chip.Group multiple value={chosen} onChange={setChosen}>
          <Group gap={6} role="group" aria-label={t('record.kinds')}>
            {seen.map((kind) => (
              <Chip key={kind} value={kind} size="xs" data-testid={`timeline-${kind}`}>
                {t(`record.kind.${kind}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      }
    >
      {failed && (
        <Quiet>
          <FailureNote failure={reads[failed].error} />
        </Quiet>
      )}
      {!waits && entries.length === 0 && <Quiet>{t('record.timeline.empty')}</Quiet>}
      {/* What comes later than the rest would push it down under the eyes of the reader. */}
      {!waits &&
        byDay(entries, (entry) => dateAt(entry.at, zone)).map(({ day, items }) => (
          <section key={day} aria-label={showLongDate(day)}>
            <Text className={own.day ?? ''} size="sm" fw={600}>
              {showLongDate(day)}
            </Text>
            {items.map((entry) => {
              const Icon = icons[entry.kind];
              const inner = (
                <>
                  <Text span size="sm" c="dimmed" className="numbers">
                    {showTime(entry.at, zone)}
                  </Text>
                  <Icon size={16} aria-label={t(`record.kind.${entry.kind}`)} role="img" />
                  <div style={{ minWidth: 0 }}>
                    <Text component="div" size="sm" fw={550} className="any-script">
                      {entry.what}
                    </Text>
                    {entry.detail !== '' && (
                      <Text size="xs" c="dimmed" className="any-script">
                        {entry.detail}
                      </Text>
                    )}
                  </div>
                </>
              );
              return entry.visitId !== null && may.visit ? (
                <Link key={entry.id} to="/visits/$visitId" params={{ visitId: entry.visitId }} className={own.entry} data-testid="timeline-entry">
                  {inner}
                </Link>
              ) : (
                <div key={entry.id} className={own.entry} data-testid="timeline-entry">
                  {inner}
                </div>
              );
            })}
          </section>
        ))}
      <More has={next.length > 0} busy={next.some((kind) => reads[kind].isFetchingNextPage)} onMore={() => next.forEach((kind) => void reads[kind].fetchNextPage())} />
    </Panel>
  );
}
