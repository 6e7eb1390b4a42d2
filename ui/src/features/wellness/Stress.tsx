import { LineChart } from '@mantine/charts';
import { Button, Checkbox, Drawer, Group, NumberInput, SegmentedControl, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDay, showDayAndTime, showNumber } from '../../shared/time/format';
import { ChartList, ChartRow } from '../people/ChartList';

type Point = ResponseOf<'wellness.stress'>['readings'][number];
const signs = ['rmssd_ms', 'self_rating', 'gad7_score', 'heart_rate_bpm'] as const;
type Sign = (typeof signs)[number];
const units: Readonly<Record<Sign, string>> = { rmssd_ms: 'ms', self_rating: '/10', gad7_score: '/21', heart_rate_bpm: '/min' };

function sentence(point: Point): string {
  return signs.flatMap((sign) => (point[sign] === null ? [] : [`${t(`stress.${sign}`)} ${showNumber(point[sign])} ${units[sign]}`])).join(' · ');
}

interface StressValues {
  rmssd_ms: number | string;
  heart_rate_bpm: number | string;
  self_rating: number | string;
  gad7_score: number | string;
  recorded_at: string;
  is_self_reported: boolean;
  notes: string;
}

function StressForm(props: { patientId: string; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const add = useAct('wellness.add_stress_reading');
  const { patientId, onClose } = props;
  const { form, saved, refuse, ...draft } = useDraftForm<StressValues>(`stress:${patientId}`, {
    blank: { rmssd_ms: '', heart_rate_bpm: '', self_rating: '', gad7_score: '', recorded_at: '', is_self_reported: false, notes: '' },
    validate: (values) => ({ recorded_at: clockTrouble(values.recorded_at) }),
  });
  const { values } = form;
  const nothing = signs.every((sign) => values[sign] === '');
  const submit = () =>
    form.onSubmit((typed) => {
      if (nothing) return;
      add.mutate(
        {
          patient_id: patientId,
          recorded_at: clockMoment(typed.recorded_at, zone),
          is_self_reported: typed.is_self_reported,
          rmssd_ms: numberOrNull(typed.rmssd_ms),
          beat_intervals_ms: null,
          heart_rate_bpm: numberOrNull(typed.heart_rate_bpm),
          self_rating: numberOrNull(typed.self_rating),
          gad7_score: numberOrNull(typed.gad7_score),
          notes: orNull(typed.notes),
        },
        {
          onSuccess: ({ intervention_suggested, intervention_reason }) => {
            saved();
            notifications.show(intervention_suggested ? { autoClose: false, message: t('stress.suggested', { what: intervention_suggested, why: intervention_reason ?? '' }) } : { message: t('stress.saved') });
            onClose();
          },
          onError: refuse,
        },
      );
    })();
  const amount = (field: Sign, decimals = 0) => ({ ...form.getInputProps(field), hideControls: true, allowNegative: false, decimalScale: decimals, 'data-testid': `stress-${field}` });
  return (
    <FormFrame {...draft} submitLabel={t('stress.submit')} disabled={nothing} pending={add.isPending} onSubmit={submit} onClose={onClose} testid="stress">
      <SimpleGrid cols={2} spacing="sm" style={{ alignItems: 'end' }}>
        <NumberInput label={t('stress.self_rating.range')} data-autofocus {...amount('self_rating')} />
        <NumberInput label={t('stress.gad7_score.range')} {...amount('gad7_score')} />
        <NumberInput label={`${t('stress.rmssd_ms')} (ms)`} {...amount('rmssd_ms', 1)} />
        <NumberInput label={`${t('stress.heart_rate_bpm')} (/min)`} {...amount('heart_rate_bpm')} />
      </SimpleGrid>
      <Checkbox label={t('stress.by_patient')} {...form.getInputProps('is_self_reported', { type: 'checkbox' })} />
      <TextInput label={t('stress.at')} placeholder={t('vitals.measured_at.now')} {...form.getInputProps('recorded_at')} />
      <Textarea label={t('stress.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** How strained somebody is, as a curve and in words, with what the rule suggests. */
export function Stress(props: { patientId: string }) {
  const { time_zone: zone } = useSite();
  const mayRecord = useMay('record_stress');
  const [before, setBefore] = useState<number | null>(null);
  const [sign, setSign] = useState<Sign | null>(null);
  const [adding, setAdding] = useState(false);
  const curve = useCommand('wellness.stress', { patient_id: props.patientId, before }, ['stress_readings']);
  const readings = curve.data?.readings ?? [];
  const known = signs.filter((each) => readings.some((reading) => reading[each] !== null));
  const shown = known.find((each) => each === sign) ?? known[0];
  const newest = readings.at(-1);
  return (
    <Panel
      title={t('therapy.stress')}
      count={readings.length}
      testid="stress"
      actions={
        mayRecord && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAdding(true)} data-testid="stress-add">
            {t('therapy.stress.add')}
          </Button>
        )
      }
    >
      <FailureNote failure={curve.error} />
      {curve.data && readings.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('therapy.stress.empty')}
        </Text>
      )}
      {newest?.intervention_suggested && <Note tone="amber">{t('stress.suggested', { what: newest.intervention_suggested, why: newest.intervention_reason ?? '' })}</Note>}
      {shown && (
        <>
          <SegmentedControl size="xs" aria-label={t('therapy.stress.which')} value={shown} onChange={(next) => setSign(next)} data={known.map((each) => ({ value: each, label: t(`stress.${each}`) }))} />
          <div aria-hidden inert>
            <LineChart
              dir="ltr"
              h={180}
              dataKey="when"
              data={readings.filter((reading) => reading[shown] !== null).map((reading) => ({ when: showDay(reading.recorded_at, zone), [t(`stress.${shown}`)]: reading[shown] }))}
              curveType="linear"
              unit={` ${units[shown]}`}
              yAxisProps={{ domain: ['auto', 'auto'], width: 64 }}
              series={[{ name: t(`stress.${shown}`), color: 'accent.7' }]}
            />
          </div>
          <ChartList
            items={[...readings].reverse()}
            shown={5}
            empty=""
            render={(reading) => (
              <ChartRow key={reading.id} side={showDayAndTime(reading.recorded_at, zone)} testid="stress-reading">
                <Text size="sm">{[sentence(reading), reading.is_self_reported ? t('therapy.stress.self') : null].filter(Boolean).join(' · ')}</Text>
                {reading.notes && (
                  <Text size="sm" c="dimmed" className="any-script">
                    {reading.notes}
                  </Text>
                )}
              </ChartRow>
            )}
          />
        </>
      )}
      <Group gap="xs">
        {readings.length >= 400 && (
          <Button size="compact-sm" variant="default" onClick={() => setBefore(readings[0]?.recorded_at ?? null)}>
            {t('therapy.stress.older')}
          </Button>
        )}
        {before !== null && (
          <Button size="compact-sm" variant="default" onClick={() => setBefore(null)}>
            {t('therapy.stress.newest')}
          </Button>
        )}
      </Group>
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('therapy.stress.add')} size="28rem">
        {adding && <StressForm patientId={props.patientId} onClose={() => setAdding(false)} />}
      </Drawer>
    </Panel>
  );
}
