import { Button, Group, Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import type { PatientLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { DraftNote, FailureNote, Note } from '../../shared/look/Note';
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
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<OrderValues>(props.patient ? `imaging-order:${props.patient.id}` : 'imaging-order', {
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
  useDialogKeys(props.onClose, () => submit(false));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit(false);
      }}
      data-testid="order-form"
    >
      <Stack gap="sm">
        <DraftNote restored={restored} onAfresh={startAfresh} />
        {!props.patient && <PatientPicker value={form.values.patient} onChange={(patient) => form.setFieldValue('patient', patient)} error={form.errors.patient} autoFocus testid="order-patient" />}
        <SimpleGrid cols={2} spacing="xs">
          <Select label={t('imaging.order.modality')} data={modalityChoices()} searchable allowDeselect={false} data-testid="order-modality" {...form.getInputProps('modality')} />
          <TextInput label={t('imaging.order.body_part')} data-testid="order-body-part" {...form.getInputProps('body_part')} />
        </SimpleGrid>
        <TextInput label={t('imaging.order.study')} description={t('imaging.order.study.text')} data-testid="order-study" {...form.getInputProps('study_description')} />
        <Select label={t('imaging.order.priority')} data={priorityChoices()} allowDeselect={false} data-testid="order-priority" {...form.getInputProps('priority')} />
        <Textarea label={t('imaging.order.reason')} autosize minRows={2} data-testid="order-reason" {...form.getInputProps('reason')} />
        <Textarea label={t('imaging.order.question')} autosize minRows={2} data-testid="order-question" {...form.getInputProps('clinical_question')} />
        <FailureNote failure={banner} />
        {warned && (
          <Note tone="amber" testid="order-warned">
            <div>{warned.sentence}</div>
            <Button mt="xs" size="compact-sm" variant="default" loading={order.isPending} onClick={() => submit(true)} data-testid="order-anyway">
              {t('imaging.order.anyway')}
            </Button>
          </Note>
        )}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={props.onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={order.isPending} data-testid="order-submit">
            {t('imaging.order.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
