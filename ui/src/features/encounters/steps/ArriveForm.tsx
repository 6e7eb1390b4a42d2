import { Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { PatientLine } from '../../../api/commands';
import { enumerations } from '../../../api/generated';
import { Failure } from '../../../api/failure';
import { useAct, useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { choices } from '../../../shared/forms/choices';
import { orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { PatientPicker } from '../../people/PatientPicker';

interface Values {
  patient: PatientLine | null;
  practitioner_id: string | null;
  kind: string;
  reason: string;
}

/** Somebody has come without an appointment, to be triaged or seen: no time of a doctor is booked. */
export function ArriveForm(props: { onClose: () => void }) {
  const arrive = useAct('encounters.arrive');
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const { form, saved, refuse, ...draft } = useDraftForm<Values>('arrive', {
    blank: { patient: null, practitioner_id: null, kind: 'consultation', reason: '' },
    validate: (values) => ({ patient: values.patient ? null : t('book.patient.missing') }),
  });
  const submit = () =>
    form.onSubmit(({ patient, practitioner_id, kind, reason }) => {
      if (!patient) return;
      refuse(null);
      arrive.mutate(
        { patient_id: patient.id, practitioner_id, kind, reason: orNull(reason) },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('visit_step.arrived', { patient: patient.display_name }) });
            props.onClose();
          },
          onError: (failure) => refuse(failure.field === 'patient_id' ? new Failure(failure.code, failure.sentence, 'patient') : failure),
        },
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('visit_step.arrive')} pending={arrive.isPending} onSubmit={submit} onClose={props.onClose} testid="arrive">
      <PatientPicker value={form.values.patient} onChange={(patient) => form.setFieldValue('patient', patient)} error={form.errors.patient} autoFocus testid="arrive-patient" />
      <TextInput label={t('book.reason')} data-testid="arrive-reason" {...form.getInputProps('reason')} />
      <Select label={t('book.kind')} allowDeselect={false} data={choices('visit_kind', enumerations.visit_kind)} data-testid="arrive-kind" {...form.getInputProps('kind')} />
      <Select label={t('book.practitioner')} placeholder={t('visit_step.anybody')} clearable data={(practitioners.data ?? []).map((each) => ({ value: each.id, label: each.display_name }))} data-testid="arrive-practitioner" {...form.getInputProps('practitioner_id')} />
    </FormFrame>
  );
}
