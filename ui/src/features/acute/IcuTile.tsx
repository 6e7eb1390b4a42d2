import { Sparkline } from '@mantine/charts';
import { Badge, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { say, t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { Note } from '../../shared/look/Note';
import { showMinutes } from '../../shared/time/format';
import { minutesBetween } from '../../shared/time/siteTime';
import { ageAndGender } from '../people/patientFacts';
import classes from './acute.module.css';
import { icuMeasures, icuValue, type IcuBed, type IcuMeasure } from './icuMeasures';

/** Only the way it goes matters in a line this small: it is drawn from its own lowest value up. */
function shape(values: readonly number[]): number[] {
  const lowest = Math.min(...values);
  const height = Math.max(...values) - lowest || 1;
  return values.map((value) => 0.15 + (value - lowest) / height);
}

function Cell(props: { measure: IcuMeasure; bed: IcuBed }) {
  const { measure, bed } = props;
  const newest = bed.points.findLast((point) => icuValue(measure, point) !== null);
  if (!newest) return null;
  // Only what the last observation holds can have passed a limit in it.
  const passed = bed.alerts.some((alert) => measure.alerts.includes(alert.what));
  const values = bed.points.map((point) => measure.lines[0]?.read(point) ?? null).filter((value) => value !== null);
  return (
    <div className={classes.measure} data-passed={passed || undefined} data-testid={`icu-${measure.id}`}>
      <Text size="xs" c="dimmed" lh={1.25}>
        {t(measure.label)}
      </Text>
      <span className={classes.value}>
        {icuValue(measure, newest)}{' '}
        <Text span size="xs" c="dimmed" fw={400}>
          {measure.unit}
        </Text>
      </span>
      {passed && (
        <span className={classes.flag}>
          <IconAlertTriangle size={13} aria-hidden />
          {t('icu.outside')}
        </span>
      )}
      {values.length > 1 && (
        <div inert aria-hidden>
          <Sparkline h={24} data={shape(values)} curveType="linear" color="accent.6" fillOpacity={0.12} strokeWidth={1.6} />
        </div>
      )}
    </div>
  );
}

interface Props {
  bed: IcuBed;
  now: number;
  onEnter: () => void;
  onDay: () => void;
}

/** Somebody who is watched closely: the last values, how they went, and what has passed a limit. */
export function IcuTile({ bed, now, onEnter, onDay }: Props) {
  const mayAssess = useMay('assess_acute');
  const { last } = bed;
  return (
    <article className={classes.tile} data-passed={bed.alerts.length > 0 || undefined} data-testid="icu-tile">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
        <div>
          <Text size="sm" c="dimmed">
            {[bed.ward, t('ward.room_bed', { room: bed.room, label: bed.label })].filter(Boolean).join(' · ')}
          </Text>
          <Link to="/patients/$patientId" params={{ patientId: bed.patient.id }} className={classes.name}>
            {bed.patient.display_name}
          </Link>
          <Text size="sm" c="dimmed">
            {ageAndGender(bed.patient)}
          </Text>
        </div>
        {last && (
          <Badge size="lg" color={last.news2_risk === 'high' ? 'red' : last.news2_risk === 'medium' || last.news2_risk === 'low_medium' ? 'orange' : 'gray'} style={{ flex: 'none' }} data-testid="icu-news2">
            {last.news2_score === null ? t('icu.news2.none') : t('icu.news2', { score: last.news2_score, risk: word('news2_risk', last.news2_risk) })}
          </Badge>
        )}
      </Group>
      {bed.alerts.length > 0 && (
        <Note tone="red" testid="icu-alerts">
          {bed.alerts.map((alert) => (
            <div key={alert.what}>{say(alert.text)}</div>
          ))}
        </Note>
      )}
      {last ? (
        <div className={classes.measures}>
          {icuMeasures.map((measure) => (
            <Cell key={measure.id} measure={measure} bed={bed} />
          ))}
        </div>
      ) : (
        <Text size="sm" c="dimmed">
          {t('icu.nothing')}
        </Text>
      )}
      {last && (
        <Text size="xs" c="dimmed">
          {[
            t('icu.measured', { ago: showMinutes(Math.max(0, minutesBetween(last.recorded_at, now))) }),
            last.consciousness ? word('consciousness', last.consciousness) : null,
            last.on_oxygen === null ? null : t(last.on_oxygen ? 'vitals.on_oxygen' : 'icu.on_oxygen.no'),
            bed.alerts.length === 0 ? t('icu.within') : null,
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      )}
      <Group gap={6}>
        {mayAssess && (
          <Button size="compact-sm" onClick={onEnter} data-testid="icu-enter">
            {t('icu.enter')}
          </Button>
        )}
        {last && (
          <Button size="compact-sm" variant="default" onClick={onDay} data-testid="icu-day">
            {t('icu.day')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" component={Link} to={`/patients/${bed.patient.id}/readings`}>
          {t('icu.readings')}
        </Button>
      </Group>
    </article>
  );
}
