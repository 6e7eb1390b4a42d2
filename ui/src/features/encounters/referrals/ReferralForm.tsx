import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSend } from '@tabler/icons-react';
import type { ReferralLine } from '../../../api/commands';
import { enumerations } from '../../../api/generated';
import { useAct, useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useUser } from '../../../app/session';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { choices } from '../../../shared/forms/choices';
import { orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';

type Whither = 'practitioner' | 'department' | 'outside';

interface ReferralValues {
  whither: Whither;
  to_practitioner_id: string | null;
  to_department_id: string | null;
  to_text: string;
  specialization: string;
  reason: string;
  priority: string;
  notes: string;
}

interface Props {
  patientId: string;
  visitId: string | null;
  /** The draft that is changed; a new one is written where there is none. */
  referral?: ReferralLine;
  onDone: () => void;
}

function valuesOf(referral: ReferralLine | undefined): ReferralValues {
  return {
    whither: referral?.to_department_id ? 'department' : referral?.to_text ? 'outside' : 'practitioner',
    to_practitioner_id: referral?.to_practitioner_id ?? null,
    to_department_id: referral?.to_department_id ?? null,
    to_text: referral?.to_text ?? '',
    specialization: referral?.specialization ?? '',
    reason: referral?.reason ?? '',
    priority: referral?.priority ?? 'routine',
    notes: referral?.notes ?? '',
  };
}

/** Sends a patient to a colleague, a department or another house, at once or later. */
export function ReferralForm({ patientId, visitId, referral, onDone }: Props) {
  const user = useUser();
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const departments = useCommand('organization.departments', {}, ['departments']);
  const write = useAct('encounters.write_referral');
  const update = useAct('encounters.update_referral');
  const { form, answered, refuse, ...draft } = useDraftForm<ReferralValues>(referral ? `referral:${referral.id}` : `referral:new:${patientId}`, {
    blank: valuesOf(referral),
    validate: (values) => ({
      to_practitioner_id: values.whither === 'practitioner' && values.to_practitioner_id === null ? t('referral.to.missing') : null,
      to_department_id: values.whither === 'department' && values.to_department_id === null ? t('referral.to.missing') : null,
      to_text: values.whither === 'outside' && values.to_text.trim() === '' ? t('referral.to.missing') : null,
      reason: values.reason.trim() === '' ? t('referral.reason.missing') : null,
    }),
  });
  const { whither } = form.values;
  const submit = (send: boolean) =>
    form.onSubmit((values) => {
      refuse(null);
      const told = {
        to_practitioner_id: values.whither === 'practitioner' ? values.to_practitioner_id : null,
        to_department_id: values.whither === 'department' ? values.to_department_id : null,
        to_text: values.whither === 'outside' ? orNull(values.to_text) : null,
        specialization: orNull(values.specialization),
        reason: values.reason.trim(),
        priority: values.priority,
        notes: orNull(values.notes),
      };
      const options = answered(() => {
        notifications.show({ message: t(referral ? 'referral.changed' : send ? 'referral.sent' : 'referral.kept') });
        onDone();
      });
      if (referral) update.mutate({ id: referral.id, version: referral.version, ...told }, options);
      else write.mutate({ patient_id: patientId, visit_id: visitId, send, ...told }, options);
    })();
  return (
    <FormFrame
      {...draft}
      banner={draft.banner ?? practitioners.error ?? departments.error}
      submitLabel={t(referral ? 'common.save' : 'referral.send')}
      submitIcon={referral ? undefined : <IconSend size={16} className="mirrored" aria-hidden />}
      pending={write.isPending || update.isPending}
      others={
        !referral && (
          <Button variant="default" loading={write.isPending} onClick={() => submit(false)} data-testid="referral-keep">
            {t('referral.keep')}
          </Button>
        )
      }
      onSubmit={() => submit(!referral)}
      onClose={onDone}
      testid="referral"
    >
      <SegmentedControl
        fullWidth
        aria-label={t('referral.to')}
        value={whither}
        onChange={(value) => form.setFieldValue('whither', value)}
        data={(['practitioner', 'department', 'outside'] as const).map((value) => ({ value, label: t(`referral.whither.${value}`) }))}
      />
      {whither === 'practitioner' && (
        <Select
          label={t('referral.to')}
          searchable
          data-autofocus
          data={(practitioners.data ?? [])
            .filter((each) => each.id !== user.practitioner_id)
            .map((each) => ({ value: each.id, label: [each.display_name, each.specialization].filter(Boolean).join(' · ') }))}
          data-testid="referral-practitioner"
          {...form.getInputProps('to_practitioner_id')}
        />
      )}
      {whither === 'department' && (
        <Select
          label={t('referral.to')}
          searchable
          data={(departments.data ?? []).filter((each) => each.is_active).map((each) => ({ value: each.id, label: each.name }))}
          nothingFoundMessage={t('referral.no_department')}
          data-testid="referral-department"
          {...form.getInputProps('to_department_id')}
        />
      )}
      {whither === 'outside' && <TextInput label={t('referral.to')} placeholder={t('referral.to.example')} data-testid="referral-outside" {...form.getInputProps('to_text')} />}
      <TextInput label={t('referral.field')} placeholder={t('referral.field.example')} data-testid="referral-field" {...form.getInputProps('specialization')} />
      <Textarea label={t('referral.reason')} description={t('referral.reason.hint')} autosize minRows={3} data-testid="referral-reason" {...form.getInputProps('reason')} />
      <Select label={t('referral.priority')} allowDeselect={false} data={choices('order_priority', enumerations.order_priority)} data-testid="referral-priority" {...form.getInputProps('priority')} />
      <Textarea label={t('referral.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
