import { NumberInput, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';

export type Resource = ResponseOf<'place.resources'>[number];
type Form = RequestOf<'place.add_resource'>;

const kinds = ['room', 'operating_room', 'imaging_machine', 'ultrasound', 'ventilator', 'monitor', 'pump', 'vehicle', 'other'] as const;
const statuses = ['available', 'out_of_order', 'in_service'] as const;

/** A room or machine, and how often it is serviced. */
export function ResourceForm(props: { resource: Resource | null; onDone: () => void }) {
  const { resource, onDone } = props;
  const departments = useCommand('organization.departments', {}, ['departments']);
  const add = useAct('place.add_resource');
  const update = useAct('place.update_resource');
  const { form, answered, refuse, ...draft } = useDraftForm<{ name: string; kind: string; code: string; department_id: string | null; capacity: number | string; service_interval_days: number | string; service_interval_hours: number | string; status: string; notes: string }>(
    resource ? `resource:${resource.id}:${resource.version}` : 'resource',
    {
      blank: {
        name: resource?.name ?? '', kind: resource?.kind ?? 'room', code: resource?.code ?? '', department_id: resource?.department_id ?? null, capacity: resource?.capacity ?? '', service_interval_days: resource?.service_interval_days ?? '', service_interval_hours: resource?.service_interval_hours ?? '',
        status: resource?.status ?? 'available', notes: resource?.notes ?? '',
      },
      validate: (values) => ({ name: values.name.trim() === '' ? t('resource.name.missing') : null }),
    },
  );
  const submit = () =>
    form.onSubmit((values) => {
      const written: Form = {
        name: values.name.trim(), kind: values.kind, code: orNull(values.code), department_id: values.department_id, capacity: numberOrNull(values.capacity), service_interval_days: numberOrNull(values.service_interval_days), service_interval_hours: numberOrNull(values.service_interval_hours), notes: orNull(values.notes),
      };
      const after = answered(onDone);
      refuse(null);
      if (resource) update.mutate({ id: resource.id, version: resource.version, status: values.status, ...written }, after);
      else add.mutate(written, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="resource">
      <TextInput label={t('resource.name')} data-autofocus {...form.getInputProps('name')} data-testid="resource-name" />
      <SimpleGrid cols={2} spacing="xs">
        <Select label={t('resource.kind')} allowDeselect={false} data={choices('resource_kind', kinds)} {...form.getInputProps('kind')} data-testid="resource-kind" />
        <TextInput label={t('resource.code')} {...form.getInputProps('code')} />
        <Select label={t('resource.department')} placeholder={t('resource.every_department')} clearable data={(departments.data ?? []).map((each) => ({ value: each.id, label: each.name }))} {...form.getInputProps('department_id')} />
        <NumberInput label={t('resource.capacity')} min={1} allowDecimal={false} {...form.getInputProps('capacity')} />
        <NumberInput label={t('resource.interval_days')} min={1} allowDecimal={false} {...form.getInputProps('service_interval_days')} data-testid="resource-days" />
        <NumberInput label={t('resource.interval_hours')} min={1} {...form.getInputProps('service_interval_hours')} />
      </SimpleGrid>
      {resource && <Select label={t('resource.status')} description={t('resource.status.text')} allowDeselect={false} data={choices('resource_status', statuses)} {...form.getInputProps('status')} data-testid="resource-status" />}
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
