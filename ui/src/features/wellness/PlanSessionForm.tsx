import { NumberInput, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { call } from '../../api/call';
import type { PatientLine } from '../../api/commands';
import { Failure, toFailure } from '../../api/failure';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { Note } from '../../shared/look/Note';
import { showDayAndTime, showShortDate } from '../../shared/time/format';
import { addDays, dateAt, instantAt, nowMicros } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import { PatientPicker } from '../people/PatientPicker';
import { sessionKinds, type SessionKind } from './sessionWords';

const repeats = { once: 0, weekly: 7, fortnightly: 14 } as const;
type Repeat = keyof typeof repeats;
const isRepeat = (text: string | null): text is Repeat => text !== null && Object.hasOwn(repeats, text);

interface PlanValues {
  patient: PatientLine | null;
  kind: SessionKind;
  date: string;
  starts_at: string;
  repeat: Repeat;
  times: number | string;
}

interface Refusal {
  when: number;
  failure: Failure;
}

/** Plans one session, or several at the same hour; each stands for itself, and those that do not fit are named. */
export function PlanSessionForm(props: { patient: PatientLine | null; date: string | null; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const today = dateAt(nowMicros(), zone);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ planned: number; refusals: Refusal[] } | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<PlanValues>(`session:${props.patient?.id ?? 'new'}`, {
    blank: { patient: props.patient, kind: 'individual', date: props.date ?? today, starts_at: '', repeat: 'once', times: 6 },
    validate: (values) => ({
      patient: values.patient ? null : t('book.patient.missing'),
      date: values.date ? null : t('form.required'),
      starts_at: parseClock(values.starts_at) === null ? t('session.plan.clock.wrong') : null,
      times: values.repeat !== 'once' && !(Number(values.times) >= 2) ? t('form.required') : null,
    }),
  });
  const plan = async (values: PlanValues) => {
    const { patient } = values;
    const clock = parseClock(values.starts_at);
    if (!patient || clock === null) return;
    setBusy(true);
    setRefused(null);
    refuse(null);
    const count = values.repeat === 'once' ? 1 : Number(values.times);
    let planned = 0;
    const refusals: Refusal[] = [];
    for (let index = 0; index < count; index += 1) {
      const starts_at = instantAt(addDays(values.date, index * repeats[values.repeat]), clock, zone);
      try {
        await call('wellness.plan_session', { patient_id: patient.id, practitioner_id: null, appointment_id: null, kind: values.kind, starts_at });
        planned += 1;
      } catch (thrown) {
        refusals.push({ when: starts_at, failure: toFailure(thrown, t('failure.unknown')) });
      }
    }
    setBusy(false);
    const first = refusals[0];
    if (!first) {
      saved();
      notifications.show({ message: t('session.planned', { count: planned, patient: patient.display_name }) });
      props.onClose();
    } else if (count === 1) {
      const { code, sentence, field } = first.failure;
      refuse(field === 'patient_id' ? new Failure(code, sentence, 'patient') : first.failure);
    } else {
      setRefused({ planned, refusals });
    }
  };
  const submit = () => form.onSubmit((values) => void plan(values))();
  return (
    <FormFrame
      {...draft}
      submitLabel={t('session.plan.submit')}
      pending={busy}
      disabled={refused !== null}
      warning={
        refused && (
          <Note tone="amber" testid="session-refused">
            {t('session.planned.some', { planned: refused.planned })}
            {refused.refusals.map(({ when, failure }) => (
              <Text key={when} size="sm">
                {t('session.planned.not', { when: showDayAndTime(when, zone), reason: failure.sentence })}
              </Text>
            ))}
          </Note>
        )
      }
      onSubmit={submit}
      onClose={props.onClose}
      testid="session"
    >
      <PatientPicker value={form.values.patient} onChange={(patient) => form.setFieldValue('patient', patient)} error={form.errors.patient} autoFocus={props.patient === null} testid="session-patient" />
      <Select label={t('session.plan.kind')} allowDeselect={false} data={choices('therapy_kind', sessionKinds)} {...form.getInputProps('kind')} />
      <SimpleGrid cols={2} spacing="sm">
        <DatePickerInput label={t('session.plan.day')} minDate={today} valueFormatter={() => (form.values.date ? showShortDate(form.values.date) : '')} highlightToday data-testid="session-date" {...form.getInputProps('date')} />
        <TextInput label={t('session.plan.clock')} data-testid="session-clock" {...form.getInputProps('starts_at')} />
        <Select
          label={t('session.plan.repeat')}
          allowDeselect={false}
          data={Object.keys(repeats).map((value) => ({ value, label: word('session.plan.repeat', value) }))}
          value={form.values.repeat}
          onChange={(value) => isRepeat(value) && form.setFieldValue('repeat', value)}
          data-testid="session-repeat"
        />
        {form.values.repeat !== 'once' && <NumberInput label={t('session.plan.times')} min={2} max={26} data-testid="session-times" {...form.getInputProps('times')} />}
      </SimpleGrid>
    </FormFrame>
  );
}
