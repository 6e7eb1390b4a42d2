import { Select, SegmentedControl, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { RequestOf } from '../../api/commands';
import { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { clockTrouble, dayTrouble } from '../../shared/forms/clock';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { instantAt, lastTimeAt, nowMicros } from '../../shared/time/siteTime';
import { datePattern, parseClock, parseDate } from '../../shared/time/typed';

type Stage = RequestOf<'encounters.record_procedure'>['stage'];

interface ProcedureValues {
  stage: Stage;
  procedure_text: string;
  code_system: string;
  code: string;
  body_site: string;
  /** Days and times as typed. */
  planned_on: string;
  started_at: string;
  ended_at: string;
  reason_text: string;
  reason_icd10_code: string | null;
  reason_name: string;
  outcome_text: string;
  notes: string;
}

/** Something that is planned, goes on, or was done. */
export function ProcedureForm(props: { patientId: string; visitId: string | null; onDone: () => void }) {
  const { time_zone: zone } = useSite();
  const record = useAct('encounters.record_procedure');
  const { form, saved, refuse, ...draft } = useDraftForm<ProcedureValues>(`procedure:${props.patientId}`, {
    blank: { stage: 'completed', procedure_text: '', code_system: '', code: '', body_site: '', planned_on: '', started_at: '', ended_at: '', reason_text: '', reason_icd10_code: null, reason_name: '', outcome_text: '', notes: '' },
    validate: (values) => ({
      procedure_text: values.procedure_text.trim() === '' ? t('procedure.name.missing') : null,
      code_system: values.code.trim() !== '' && values.code_system.trim() === '' ? t('procedure.system.missing') : null,
      planned_on: values.stage === 'preparation' ? dayTrouble(values.planned_on) : null,
      started_at: clockTrouble(values.started_at),
      ended_at: values.stage === 'completed' ? clockTrouble(values.ended_at) : null,
    }),
  });
  const { values } = form;
  const [search, setSearch] = useState(values.reason_name);
  const [query] = useDebouncedValue(search.trim(), 80);
  const found = useCommand('encounters.find_icd10', { query, limit: 20 }, ['icd10_codes'], { enabled: query.length > 1 && search !== values.reason_name, keepPrevious: true });
  const codes = (found.data ?? []).map((each) => ({ value: each.code, label: `${each.code} ${each.description}` }));
  const submit = () =>
    form.onSubmit((typed) => {
      refuse(null);
      const clock = parseClock(typed.started_at);
      const day = parseDate(typed.planned_on);
      const ended = parseClock(typed.ended_at);
      const planned = typed.stage === 'preparation';
      record.mutate(
        {
          patient_id: props.patientId,
          visit_id: props.visitId,
          procedure_text: typed.procedure_text.trim(),
          code_system: orNull(typed.code) === null ? null : orNull(typed.code_system),
          code: orNull(typed.code),
          category: null,
          stage: typed.stage,
          started_at: planned ? (day === null ? null : instantAt(day, clock ?? '12:00', zone)) : clock === null ? null : lastTimeAt(clock, zone, nowMicros()),
          ended_at: typed.stage === 'completed' && ended !== null ? lastTimeAt(ended, zone, nowMicros()) : null,
          reason_text: orNull(typed.reason_text),
          reason_icd10_code: typed.reason_icd10_code,
          body_site: orNull(typed.body_site),
          outcome_text: typed.stage === 'completed' ? orNull(typed.outcome_text) : null,
          // The next step of a procedure writes its notes anew; before it is done there are none to lose.
          notes: typed.stage === 'completed' ? orNull(typed.notes) : null,
        },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t(`procedure.noted.${typed.stage}`, { name: typed.procedure_text.trim() }) });
            props.onDone();
          },
          onError: (failure) => refuse(planned && failure.field === 'started_at' ? new Failure(failure.code, failure.sentence, 'planned_on') : failure),
        },
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t(`procedure.submit.${values.stage}`)} pending={record.isPending} onSubmit={submit} onClose={props.onDone} testid="procedure">
      <SegmentedControl fullWidth aria-label={t('procedure.stage')} value={values.stage} onChange={(stage) => form.setFieldValue('stage', stage)} data={(['completed', 'in_progress', 'preparation'] as const).map((value) => ({ value, label: t(`procedure.stage.${value}`) }))} />
      <TextInput label={t('procedure.name')} data-autofocus data-testid="procedure-name" {...form.getInputProps('procedure_text')} />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('procedure.body_site')} {...form.getInputProps('body_site')} />
        {values.stage === 'preparation' && <TextInput label={t('procedure.planned_on')} placeholder={datePattern()} data-testid="procedure-planned-on" {...form.getInputProps('planned_on')} />}
        <TextInput label={t(values.stage === 'preparation' ? 'procedure.planned_at' : 'procedure.started_at')} placeholder={values.stage === 'preparation' ? '09:10' : t('vitals.measured_at.now')} {...form.getInputProps('started_at')} />
        {values.stage === 'completed' && <TextInput label={t('procedure.ended_at')} placeholder={t('procedure.ended_at.example')} {...form.getInputProps('ended_at')} />}
      </SimpleGrid>
      <TextInput label={t('procedure.reason')} {...form.getInputProps('reason_text')} />
      <Select
        label={t('procedure.reason_code')}
        placeholder={t('diagnose.find.example')}
        searchable
        clearable
        data={[...codes, ...(values.reason_icd10_code !== null && !codes.some((each) => each.value === values.reason_icd10_code) ? [{ value: values.reason_icd10_code, label: values.reason_name }] : [])]}
        filter={({ options }) => options}
        searchValue={search}
        onSearchChange={setSearch}
        value={values.reason_icd10_code}
        onChange={(code, option) => form.setValues({ reason_icd10_code: code, reason_name: code === null ? '' : (option?.label ?? '') })}
        error={form.errors.reason_icd10_code}
        data-testid="procedure-reason-code"
      />
      {values.stage === 'completed' && <Textarea label={t('procedure.outcome')} autosize minRows={2} data-testid="procedure-outcome" {...form.getInputProps('outcome_text')} />}
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('procedure.code')} data-testid="procedure-code" {...form.getInputProps('code')} />
        <TextInput label={t('procedure.system')} placeholder={t('procedure.system.example')} data-testid="procedure-system" {...form.getInputProps('code_system')} />
      </SimpleGrid>
      {values.stage === 'completed' && <Textarea label={t('procedure.notes')} autosize minRows={1} {...form.getInputProps('notes')} />}
    </FormFrame>
  );
}
