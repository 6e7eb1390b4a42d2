import { Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import type { PatientLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { PatientPicker } from '../people/PatientPicker';
import { modalityChoices, priorityChoices } from './choices';

interface OrderValues {
  patient: PatientLine | null;
  modality: string | null;
  body_part: string;
  study_description: string;
  priority: string;
  reason: string;
  clinical_question: string;
}

/** Orders a scan. What the patient's flags say against it is read before it is ordered. */
export function OrderForm(props: { onClose: () => void; patient?: PatientLine; visitId?: string }) {
  const order = useAct('imaging.order');
  const [warned, setWarned] = useState<Failure | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<OrderValues>(props.patient ? `imaging-order:${props.patient.id}` : 'imaging-order', {
    blank: { patient: props.patient ?? null, modality: null, body_part: '', study_description: '', priority: 'routine', reason: '', clinical_question: '' },
    validate: (values) => ({
      patient: values.patient ? null : t('imaging.order.patient.missing'),
      modality: values.modality ? null : t('imaging.order.modality.missing'),
      body_part: values.body_part.trim() === '' ? t('imaging.order.body_part.missing') : null,
      reason: values.reason.trim() === '' ? t('imaging.order.reason.missing') : null,
    }),
  });
  // A warning is about the patient and the kind of scan it was given for.
  useEffect(() => setWarned(null), [form.values.patient?.id, form.values.modality]);

  const submit = (accept_warnings: boolean) =>
    form.onSubmit((values) => {
      const { patient, modality } = values;
      if (!patient || !modality) return;
      refuse(null);
      order.mutate(
        {
          patient_id: patient.id,
          visit_id: props.visitId ?? null,
          appointment_id: null,
          modality,
          body_part: values.body_part.trim(),
          study_description: orNull(values.study_description),
          priority: values.priority,
          reason: values.reason.trim(),
          clinical_question: orNull(values.clinical_question),
          accept_warnings,
        },
        {
          onSuccess: ({ scan_number }) => {
            saved();
            notifications.show({ message: t('imaging.order.done', { number: scan_number, patient: patient.display_name }) });
            props.onClose();
          },
          onError: (failure) => {
            if (failure.code === 'warned') setWarned(failure);
            else refuse(failure);
          },
        },
      );
    })();

  return (
    <FormFrame
      {...draft}
      submitLabel={t('imaging.order.submit')}
      pending={order.isPending}
      warning={<AllTheSame failure={warned} action={t('imaging.order.anyway')} busy={order.isPending} onGoOn={() => submit(true)} testid="order-warned" actionTestid="order-anyway" />}
      onSubmit={() => submit(false)}
      onClose={props.onClose}
      testid="order"
    >
      {!props.patient && <PatientPicker value={form.values.patient} onChange={(patient) => form.setFieldValue('patient', patient)} error={form.errors.patient} autoFocus testid="order-patient" />}
      <SimpleGrid cols={2} spacing="xs">
        <Select label={t('imaging.order.modality')} data={modalityChoices()} searchable allowDeselect={false} data-testid="order-modality" {...form.getInputProps('modality')} />
        <TextInput label={t('imaging.order.body_part')} data-testid="order-body-part" {...form.getInputProps('body_part')} />
      </SimpleGrid>
      <TextInput label={t('imaging.order.study')} description={t('imaging.order.study.text')} data-testid="order-study" {...form.getInputProps('study_description')} />
      <Select label={t('imaging.order.priority')} data={priorityChoices()} allowDeselect={false} data-testid="order-priority" {...form.getInputProps('priority')} />
      <Textarea label={t('imaging.order.reason')} autosize minRows={2} data-testid="order-reason" {...form.getInputProps('reason')} />
      <Textarea label={t('imaging.order.question')} autosize minRows={2} data-testid="order-question" {...form.getInputProps('clinical_question')} />
    </FormFrame>
  );
}
