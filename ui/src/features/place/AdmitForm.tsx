import { Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import type { PatientLine } from '../../api/commands';
import { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showDate, showDayAndTime } from '../../shared/time/format';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import { offerToPrint, usePrint } from '../../shared/usePrint';
import { PatientPicker } from '../people/PatientPicker';
import { bedName, freeBeds, type Ward } from './bedWords';

interface AdmitValues {
  patient: PatientLine | null;
  bed_id: string | null;
  started_at: string;
  reason: string;
  expected_end_on: string | null;
  notes: string;
}

/** Gives somebody a free bed, and ties the stay to the visit that is going on. */
export function AdmitForm(props: { wards: readonly Ward[]; bedId: string | null; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const admit = useAct('place.admit');
  const mayBand = useMay('print_wristband');
  const print = usePrint();
  // The desk does not see visits; there the stay stands alone.
  const seesVisits = useMay('write_visit');
  const visits = useCommand('encounters.open_visits', {}, ['visits', 'patients'], { enabled: seesVisits });
  const choices = freeBeds(props.wards);
  const { form, saved, refuse, ...draft } = useDraftForm<AdmitValues>(`admit:${props.bedId ?? ''}`, {
    blank: { patient: null, bed_id: props.bedId, started_at: '', reason: '', expected_end_on: null, notes: '' },
    validate: (values) => ({
      patient: values.patient ? null : t('book.patient.missing'),
      bed_id: values.bed_id ? null : t('admit.bed.missing'),
      started_at: clockTrouble(values.started_at),
    }),
  });
  const { patient } = form.values;
  const visit = visits.data?.find((each) => each.patient.id === patient?.id && each.ended_at === null);
  const submit = () =>
    form.onSubmit((values) => {
      if (!values.patient || !values.bed_id) return;
      const { display_name, id } = values.patient;
      const bed = props.wards.flatMap((ward) => ward.beds).find((each) => each.id === values.bed_id);
      admit.mutate(
        {
          patient_id: values.patient.id,
          bed_id: values.bed_id,
          visit_id: visit?.id ?? null,
          started_at: clockMoment(values.started_at, zone),
          reason: orNull(values.reason),
          expected_end_on: values.expected_end_on,
          notes: orNull(values.notes),
        },
        {
          onSuccess: () => {
            saved();
            const done = t('admit.done', { patient: display_name, bed: bed ? bedName(bed) : '' });
            if (mayBand) offerToPrint(done, t('print.wristband'), () => print('wristband', id));
            else offerToPrint(done, t('print.label'), () => print('patient_label', id));
            props.onClose();
          },
          onError: (failure) => refuse(failure.field === 'patient_id' ? new Failure(failure.code, failure.sentence, 'patient') : failure),
        },
      );
    })();

  return (
    <FormFrame {...draft} submitLabel={t('admit.submit')} pending={admit.isPending} onSubmit={submit} onClose={props.onClose} testid="admit">
      <PatientPicker value={patient} onChange={(next) => form.setFieldValue('patient', next)} error={form.errors.patient} autoFocus testid="admit-patient" />
      {visit && (
        <Text size="sm" c="dimmed" data-testid="admit-visit">
          {t('admit.visit', { when: showDayAndTime(visit.started_at, zone), doctor: visit.practitioner ?? 'none' })}
        </Text>
      )}
      <Select
        label={t('admit.bed')}
        data={choices}
        searchable
        allowDeselect={false}
        description={choices.length === 0 ? t('admit.bed.none') : undefined}
        data-testid="admit-bed"
        {...form.getInputProps('bed_id')}
      />
      <Textarea label={t('admit.reason')} autosize minRows={1} data-testid="admit-reason" {...form.getInputProps('reason')} />
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label={t('admit.since')} placeholder={t('vitals.measured_at.now')} data-testid="admit-since" {...form.getInputProps('started_at')} />
        <DatePickerInput label={t('admit.expected')} clearable minDate={dateAt(nowMicros(), zone)} valueFormatter={() => showDate(form.values.expected_end_on)} data-testid="admit-expected" {...form.getInputProps('expected_end_on')} />
      </SimpleGrid>
      <Text size="xs" c="dimmed">
        {t('admit.expected.text')}
      </Text>
      <Textarea label={t('admit.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
