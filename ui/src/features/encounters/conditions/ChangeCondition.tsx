import { Select, Textarea, TextInput } from '@mantine/core';
import type { ProblemRow } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { choices } from '../../../shared/forms/choices';
import { dayTrouble } from '../../../shared/forms/clock';
import { orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { datePattern, parseDate, typedDate } from '../../../shared/time/typed';
import { goingOn, isVerification, severities, verifications, type Verification } from './words';

interface Values {
  status: string | null;
  severity: string | null;
  verification: Verification | null;
  /** As typed. */
  onset_on: string;
  notes: string;
}

/** How a condition stands now. One that is over and has come back is said to be active again. */
export function ChangeCondition(props: { problem: ProblemRow; onDone: () => void }) {
  const { problem } = props;
  const update = useAct('encounters.update_condition');
  const over = problem.status === 'resolved';
  const { form, answered, refuse, ...draft } = useDraftForm<Values>(`condition:${problem.id}:${problem.version}`, {
    blank: { status: over ? null : problem.status, severity: problem.severity, verification: isVerification(problem.verification) ? problem.verification : null, onset_on: typedDate(problem.onset_on), notes: problem.notes ?? '' },
    validate: (values) => ({ status: values.status ? null : t('form.required'), onset_on: dayTrouble(values.onset_on) }),
  });
  const submit = () =>
    form.onSubmit(({ status, severity, verification, onset_on, notes }) => {
      if (!status) return;
      refuse(null);
      update.mutate({ id: problem.id, version: problem.version, status, severity, verification, onset_on: parseDate(onset_on), notes: orNull(notes) }, answered(props.onDone));
    })();
  return (
    <FormFrame {...draft} pending={update.isPending} onSubmit={submit} onClose={props.onDone} testid="condition">
      <Select label={t('diagnose.status')} {...(over ? { description: t('condition.comes_back') } : {})} allowDeselect={false} data={choices('condition_status', goingOn)} data-autofocus data-testid="condition-status" {...form.getInputProps('status')} />
      <Select label={t('diagnose.severity')} clearable data={choices('severity', severities)} data-testid="condition-severity" {...form.getInputProps('severity')} />
      <Select label={t('condition.verification')} clearable data={choices('condition_verification', verifications)} data-testid="condition-verification" {...form.getInputProps('verification')} />
      <TextInput label={t('condition.onset')} placeholder={datePattern()} data-testid="condition-onset" {...form.getInputProps('onset_on')} />
      <Textarea label={t('condition.notes')} autosize minRows={2} data-testid="condition-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
