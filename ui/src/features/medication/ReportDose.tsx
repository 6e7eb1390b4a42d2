import { SegmentedControl, Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { RequestOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { choices } from '../../shared/forms/choices';
import { clockTrouble } from '../../shared/forms/clock';
import { DayField } from '../../shared/forms/DayField';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { dateAt, instantAt, nowMicros } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import type { ListedMedicine } from './MedicineMenu';

type Source = RequestOf<'medication.report_dose'>['source'];
const sources: readonly Source[] = ['patient', 'relative', 'nurse', 'device'];

/** A dose at home that was taken or left out, as somebody tells it. */
export function ReportDose(props: { medicine: ListedMedicine; onDone: () => void }) {
  const { medicine } = props;
  const { time_zone: zone } = useSite();
  const report = useAct('medication.report_dose');
  const { form, saved, refuse, ...draft } = useDraftForm<{ what: 'taken' | 'left_out'; day: string; occurred_at: string; scheduled_at: string; source: Source; notes: string }>(`dose-report:${medicine.id}`, {
    blank: { what: 'taken', day: '', occurred_at: '', scheduled_at: '', source: 'patient', notes: '' },
    validate: (values) => ({
      // Today without a time is now; another day has no such time.
      occurred_at: values.day !== '' && values.day !== dateAt(nowMicros(), zone) && values.occurred_at.trim() === '' ? t('dose_report.time.missing') : clockTrouble(values.occurred_at),
      scheduled_at: clockTrouble(values.scheduled_at),
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const day = values.day === '' ? dateAt(nowMicros(), zone) : values.day;
      const at = (typed: string) => {
        const clock = parseClock(typed);
        return clock === null ? null : instantAt(day, clock, zone);
      };
      refuse(null);
      report.mutate(
        { prescription_item_id: medicine.id, was_taken: values.what === 'taken', occurred_at: at(values.occurred_at) ?? nowMicros(), scheduled_at: at(values.scheduled_at), source: values.source, notes: orNull(values.notes) },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('dose_report.done', { medicine: medicine.medication_text }) });
            props.onDone();
          },
          onError: refuse,
        },
      );
    })();
  return (
    <FormFrame {...draft} pending={report.isPending} onSubmit={submit} onClose={props.onDone} testid="dose-report">
      <Text size="sm" c="dimmed">
        {t('dose_report.text')}
      </Text>
      <SegmentedControl
        fullWidth
        aria-label={t('dose_report.what')}
        data={[
          { value: 'taken', label: t('dose_report.taken') },
          { value: 'left_out', label: t('dose_report.left_out') },
        ]}
        data-testid="dose-report-what"
        {...form.getInputProps('what')}
      />
      <SimpleGrid cols={3} spacing="sm">
        <DayField label={t('dose_report.day')} testid="dose-report-day" {...form.getInputProps('day')} />
        <TextInput label={t('dose_report.time')} placeholder={t('vitals.measured_at.now')} data-testid="dose-report-time" {...form.getInputProps('occurred_at')} />
        <TextInput label={t('dose_report.due')} data-testid="dose-report-due" {...form.getInputProps('scheduled_at')} />
      </SimpleGrid>
      <Select label={t('dose_report.source')} data={choices<Source>('report_source', sources)} allowDeselect={false} data-testid="dose-report-source" {...form.getInputProps('source')} />
      <Textarea label={t('dose_report.notes')} autosize minRows={1} data-testid="dose-report-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
