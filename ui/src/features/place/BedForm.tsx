import { Autocomplete, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { bedKinds, type Bed } from './bedWords';

interface BedValues {
  ward: string;
  room: string;
  label: string;
  kind: string | null;
  department_id: string | null;
  notes: string;
}

/** What is written down about a bed. After adding one, room and ward stay for the next. */
export function BedForm(props: { bed: Bed | null; wards: readonly string[]; onClose: () => void }) {
  const { bed } = props;
  const add = useAct('place.add_bed');
  const update = useAct('place.update_bed');
  const departments = useCommand('organization.departments', {}, ['departments']);
  const { form, saved, refuse, ...draft } = useDraftForm<BedValues>(`bed:${bed?.id ?? 'new'}`, {
    blank: { ward: bed?.ward ?? '', room: bed?.room ?? '', label: bed?.label ?? '', kind: bed?.kind ?? 'standard', department_id: bed?.department_id ?? null, notes: bed?.notes ?? '' },
    validate: (values) => ({ room: needed(values.room), label: needed(values.label) }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const cells = { ward: orNull(values.ward), room: values.room.trim(), label: values.label.trim(), kind: values.kind, department_id: values.department_id, notes: orNull(values.notes) };
      const after = {
        onSuccess: () => {
          notifications.show({ message: t('bed.saved') });
          saved();
          if (bed) props.onClose();
          else form.setValues({ label: '', notes: '' });
        },
        onError: (failure: Failure) => refuse(failure),
      };
      if (bed) update.mutate({ id: bed.id, version: bed.version, ...cells }, after);
      else add.mutate(cells, after);
    })();
  return (
    <FormFrame {...draft} submitLabel={t(bed ? 'common.save' : 'ward.add_bed')} pending={add.isPending || update.isPending} onSubmit={submit} onClose={props.onClose} testid="bed">
      <Autocomplete label={t('bed.ward')} description={t('bed.ward.text')} data={[...props.wards]} data-testid="bed-ward" {...form.getInputProps('ward')} />
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label={t('bed.room')} withAsterisk data-testid="bed-room" {...form.getInputProps('room')} />
        <TextInput label={t('bed.label')} placeholder={t('bed.label.text')} withAsterisk data-testid="bed-label" {...form.getInputProps('label')} />
      </SimpleGrid>
      <Select label={t('bed.kind')} data={choices('bed_kind', bedKinds)} allowDeselect={false} {...form.getInputProps('kind')} />
      <Select label={t('bed.department')} clearable data={(departments.data ?? []).filter((each) => each.is_active || each.id === bed?.department_id).map((each) => ({ value: each.id, label: each.name }))} {...form.getInputProps('department_id')} />
      <Textarea label={t('bed.notes')} description={t('bed.notes.text')} autosize minRows={1} data-testid="bed-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
