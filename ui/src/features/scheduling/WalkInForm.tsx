import { Select, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import type { PatientLine } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { keepDraft } from '../../shared/forms/draft';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { PatientPicker } from '../people/PatientPicker';
import { nameFromTyping } from '../people/patientForm';
import { kindChoices } from './choices';

interface WalkInValues {
  patient: PatientLine | null;
  practitioner_id: string | null;
  reason: string;
  kind: string;
}

/** Somebody is standing at the desk without an appointment: books now and checks in at once. */
export function WalkInForm(props: { onClose: () => void }) {
  const navigate = useNavigate();
  const mayRegister = useMay('register_patients');
  const walkIn = useAct('scheduling.walk_in');
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const { form, answered, ...draft } = useDraftForm<WalkInValues>('walk-in', {
    blank: { patient: null, practitioner_id: null, reason: '', kind: 'consultation' },
    validate: (values) => ({
      patient: values.patient ? null : t('book.patient.missing'),
      practitioner_id: values.practitioner_id ? null : t('book.practitioner.missing'),
    }),
  });
  const submit = () =>
    form.onSubmit(({ patient, practitioner_id, reason, kind }) => {
      if (!patient || !practitioner_id) return;
      walkIn.mutate(
        { patient_id: patient.id, practitioner_id, reason: orNull(reason), kind },
        answered(() => {
          notifications.show({ message: t('walk_in.done', { patient: patient.display_name }) });
          props.onClose();
        }),
      );
    })();

  return (
    <FormFrame {...draft} submitLabel={t('walk_in.submit')} pending={walkIn.isPending} onSubmit={submit} onClose={props.onClose} testid="walk-in">
      <Text size="sm" c="dimmed">
        {t('walk_in.text')}
      </Text>
      <PatientPicker
        value={form.values.patient}
        onChange={(patient) => form.setFieldValue('patient', patient)}
        error={form.errors.patient}
        autoFocus
        testid="walk-in-patient"
        {...(mayRegister
          ? {
              onRegister: (typed: string) => {
                keepDraft('register', nameFromTyping(typed));
                void navigate({ to: '/register' });
              },
            }
          : {})}
      />
      <Select label={t('book.practitioner')} data={(practitioners.data ?? []).map((each) => ({ value: each.id, label: each.display_name }))} allowDeselect={false} data-testid="walk-in-practitioner" {...form.getInputProps('practitioner_id')} />
      <TextInput label={t('book.reason')} data-testid="walk-in-reason" {...form.getInputProps('reason')} />
      <Select label={t('book.kind')} data={kindChoices()} allowDeselect={false} {...form.getInputProps('kind')} />
    </FormFrame>
  );
}
