import { Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconClock, IconPills, IconSearch } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { Desk, DeskGroup, DeskRow, useDeskKeys } from '../../shared/look/Desk';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { useNow } from '../../shared/time/useNow';
import { bedName, WARD_TABLES } from '../place/bedWords';
import { isOverdue, onRoundFits, roundOf, sortDoses, type PatientOnRound } from './dueRound';
import classes from './MedicinesDue.module.css';
import { DUE_TABLES, showMoment } from './medicineWords';
import { PatientDoses } from './PatientDoses';

const route = getRouteApi('/medicines-due');

/** The furthest that the clinic looks ahead; what counts as due of it is chosen on the screen. */
const A_DAY = 1440;
const spans = [60, 240, A_DAY] as const;
type Span = (typeof spans)[number];

/** What of a patient's medicines is late, due, or comes next. */
function Signs(props: { each: PatientOnRound; now: number; within: Span }) {
  const { each, now } = props;
  const { time_zone: zone } = useSite();
  const { due, later } = sortDoses(each.doses, now, props.within);
  const overdue = due.filter((dose) => isOverdue(dose, now)).length;
  const [next] = later;
  return (
    <span className={classes.signs}>
      {overdue > 0 && (
        <span className={classes.sign} data-tone="late">
          <IconAlertTriangle size={14} aria-hidden />
          {t('due.count.overdue', { count: overdue })}
        </span>
      )}
      {due.length > overdue && (
        <span className={classes.sign} data-tone="due">
          <IconClock size={14} aria-hidden />
          {t('due.count.soon', { count: due.length - overdue })}
        </span>
      )}
      {due.length === 0 && <span className={classes.sign}>{next?.due_at ? t('due.next_at', { time: showMoment(next.due_at, zone) }) : t('due.by_need')}</span>}
      {each.patient.allergies > 0 && (
        <span className={classes.sign} data-tone="allergy">
          <IconAlertTriangle size={14} aria-hidden />
          {t('pharmacy.allergies', { count: each.patient.allergies })}
        </span>
      )}
    </span>
  );
}

/** The round with the medicines: bed by bed what is due, and beside it one patient's doses. */
export function MedicinesDuePage() {
  const { patient: chosen = null } = route.useSearch();
  const navigate = useNavigate();
  const now = useNow(30);
  const [search, setSearch] = useState('');
  const [within, setWithin] = useState<Span>(60);
  const due = useCommand('medication.due', { within_minutes: A_DAY }, DUE_TABLES);
  const seesBeds = useMay('see_beds');
  const wards = useCommand('place.wards', {}, WARD_TABLES, { enabled: seesBeds });
  const choose = (id: string) => void navigate({ to: '/medicines-due', search: { patient: id }, replace: true });

  const doses = due.data ?? [];
  const round = roundOf(doses, wards.data ?? []);
  const shown = round.map((ward) => ({ ...ward, patients: ward.patients.filter((each) => search.trim() === '' || onRoundFits(each, search.trim())) })).filter((ward) => ward.patients.length > 0);
  const ids = shown.flatMap((ward) => ward.patients.map((each) => each.patient.id));
  useDeskKeys(ids, chosen, choose);
  const bed = (wards.data ?? []).flatMap((ward) => ward.beds).find((each) => each.stay?.patient.id === chosen) ?? null;

  return (
    <Page title={t('due.open')} width="96rem" testid="medicines-due">
      <FailureNote failure={due.error ?? wards.error} />
      {due.data && doses.length === 0 && !chosen && <Teach icon={<IconPills size={46} stroke={1.3} />} title={t('due.empty')} text={t('due.empty.text')} />}
      {due.data && (doses.length > 0 || chosen) && (
        <Desk
          label={t('due.list')}
          tools={
            <>
              <TextInput
                aria-label={t('due.search')}
                placeholder={t('due.search')}
                leftSection={<IconSearch size={16} />}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
                onKeyDown={(event) => {
                  const [only] = ids;
                  if (event.key === 'Enter' && only !== undefined) choose(only);
                }}
                data-testid="due-search"
              />
              <Group justify="space-between" gap={6}>
                <Text size="sm" c="dimmed">
                  {t('due.within')}
                </Text>
                <SegmentedControl size="xs" aria-label={t('due.within')} value={String(within)} onChange={(next) => setWithin(spans.find((each) => String(each) === next) ?? 60)} data={spans.map((each) => ({ value: String(each), label: t(`due.within.${each}`) }))} data-testid="due-within" />
              </Group>
            </>
          }
          list={
            <>
              {shown.map((ward) => (
                <DeskGroup
                  key={`${ward.in_bed}:${ward.ward ?? ''}`}
                  testid="due-ward"
                  title={
                    <Text fw={620} size="sm" className="any-script">
                      {ward.in_bed ? (ward.ward ?? t('ward.none')) : t('due.no_bed')}
                    </Text>
                  }
                >
                  {ward.patients.map((each) => (
                    <DeskRow key={each.patient.id} chosen={each.patient.id === chosen} onChoose={() => choose(each.patient.id)} testid="due-patient">
                      <Group justify="space-between" wrap="nowrap" align="baseline" gap="xs">
                        <Text fw={580} className="any-script">
                          {each.patient.display_name}
                        </Text>
                        {each.bed && (
                          <Text size="sm" c="dimmed" ta="end">
                            {bedName(each.bed)}
                          </Text>
                        )}
                      </Group>
                      <Signs each={each} now={now} within={within} />
                    </DeskRow>
                  ))}
                </DeskGroup>
              ))}
              {shown.length === 0 && (
                <Text size="sm" c="dimmed" p="sm">
                  {t(search.trim() === '' ? 'due.empty' : 'due.nothing_found')}
                </Text>
              )}
            </>
          }
        >
          {chosen === null ? (
            <Teach icon={<IconPills size={46} stroke={1.3} />} title={t('due.choose')} text={t('due.choose.text')} />
          ) : (
            <PatientDoses key={chosen} patientId={chosen} bed={bed} doses={doses.filter((dose) => dose.patient.id === chosen)} now={now} within_minutes={within} />
          )}
        </Desk>
      )}
    </Page>
  );
}
