import { Button, NumberInput, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { choices } from '../../shared/forms/choices';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { numberOrNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { DraftNote, FailureNote, Note } from '../../shared/look/Note';
import { showNumber } from '../../shared/time/format';
import { metrics, readingUnits, usualDevice } from '../acute/readingUnits';
import { OwnCard } from './OwnPage';

interface Values {
  metric: string;
  value_number: number | string;
  unit: string;
  recorded_at: string;
}

/** What has no unit of its own is told to the clinic in words. */
const told = metrics.filter((metric) => metric !== 'other');
const firstUnit = (metric: string) => readingUnits[metric]?.[0] ?? '';

/** A number that the patient has read at home. What it means is for whoever looks after them. */
export function ReadingForm() {
  const { time_zone: zone } = useSite();
  const tell = useAct('encounters.own_reading');
  const [done, setDone] = useState<string | null>(null);
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<Values>('own-reading', {
    blank: { metric: 'systolic', value_number: '', unit: firstUnit('systolic'), recorded_at: '' },
    validate: (values) => ({ value_number: numberOrNull(values.value_number) === null ? t('own.reading.value.missing') : null, recorded_at: clockTrouble(values.recorded_at) }),
  });
  const { metric } = form.values;
  const submit = form.onSubmit((values) => {
    const value_number = numberOrNull(values.value_number);
    if (value_number === null || tell.isPending) return;
    refuse(null);
    tell.mutate(
      { device_kind: usualDevice(values.metric), metric: values.metric, value_number, unit: values.unit, recorded_at: clockMoment(values.recorded_at, zone), serial_number: null, corrects_id: null, correction_reason: null },
      {
        onSuccess: (kept) => {
          startAfresh();
          saved();
          setDone(`${showNumber(kept.value_number, 2)} ${kept.unit}`);
        },
        onError: refuse,
      },
    );
  });
  return (
    <OwnCard title={t('own.reading.title')} testid="own-reading">
      {done === null ? (
        <form onSubmit={submit}>
          <Stack>
            <Text c="dimmed">{t('own.reading.text')}</Text>
            <DraftNote restored={restored} onAfresh={startAfresh} />
            <Select
              label={t('own.reading.metric')}
              allowDeselect={false}
              data={choices('metric', told)}
              data-testid="own-reading-metric"
              {...form.getInputProps('metric')}
              onChange={(next) => next && form.setValues({ metric: next, unit: firstUnit(next) })}
            />
            <SimpleGrid cols={2}>
              <NumberInput label={t('own.reading.value')} hideControls decimalScale={2} data-testid="own-reading-value" {...form.getInputProps('value_number')} />
              <Select label={t('readings.unit')} allowDeselect={false} data={[...(readingUnits[metric] ?? [])]} data-testid="own-reading-unit" {...form.getInputProps('unit')} />
            </SimpleGrid>
            <TextInput label={t('own.reading.when')} placeholder={t('own.dose.when.now')} data-testid="own-reading-when" {...form.getInputProps('recorded_at')} />
            <FailureNote failure={banner} />
            <div>
              <Button type="submit" loading={tell.isPending} data-testid="own-reading-submit">
                {t('own.reading.submit')}
              </Button>
            </div>
          </Stack>
        </form>
      ) : (
        <>
          <Note tone="green" testid="own-reading-told">
            {t('own.reading.done', { reading: done })}
          </Note>
          <div>
            <Button variant="default" onClick={() => setDone(null)} data-testid="own-reading-again">
              {t('own.reading.again')}
            </Button>
          </div>
        </>
      )}
      <Text c="dimmed">{t('own.reading.help')}</Text>
    </OwnCard>
  );
}
