import { Select, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useUser } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { scanName } from './scanName';
import type { Stage, WorklistLine } from './types';

interface Props {
  line: WorklistLine;
  stage: Stage;
  onClose: () => void;
}

const WORKERS: Readonly<Record<'reading' | 'other', readonly string[]>> = { reading: ['radiologist'], other: ['radiologist', 'imaging_technician'] };

/** Gives an entry of the list to somebody who does this work. */
export function AssignForm({ line, stage, onClose }: Props) {
  const me = useUser();
  const mayTake = useMay('take_scans');
  const mayRead = useMay('read_scans');
  const assign = useAct('imaging.assign');
  const colleagues = useCommand('organization.colleagues', {}, ['users']);
  const people = new Map<string, string>();
  if (stage === 'reading' ? mayRead : mayTake) people.set(me.id, t('imaging.me', { name: me.display_name }));
  const does = WORKERS[stage === 'reading' ? 'reading' : 'other'];
  for (const { user_id, name, roles } of colleagues.data ?? []) {
    if (!people.has(user_id) && roles.some((role) => does.includes(role))) people.set(user_id, name);
  }
  const { form, answered, refuse, ...draft } = useDraftForm<{ assigned_to: string | null }>(`imaging-assign:${line.entry_id}`, {
    blank: { assigned_to: people.has(me.id) && line.assigned_to !== me.id ? me.id : null },
    validate: (values) => ({ assigned_to: values.assigned_to ? null : t('imaging.assign.missing') }),
  });
  const submit = () =>
    form.onSubmit(({ assigned_to }) => {
      if (!assigned_to) return;
      refuse(null);
      assign.mutate(
        { id: line.entry_id, version: line.entry_version, assigned_to },
        answered(() => {
          notifications.show({ message: t('imaging.assign.done', { scan: scanName(line), name: people.get(assigned_to) ?? '' }) });
          onClose();
        }),
      );
    })();
  return (
    <FormFrame {...draft} banner={draft.banner ?? colleagues.error} submitLabel={t('imaging.assign')} pending={assign.isPending} onSubmit={submit} onClose={onClose} testid="assign">
      <Text size="sm">{t('imaging.scan_of', { scan: scanName(line), patient: line.patient.display_name })}</Text>
      <Select label={t('imaging.assign.to')} description={t('imaging.assign.to.text')} searchable allowDeselect={false} data={[...people].map(([value, label]) => ({ value, label }))} data-autofocus data-testid="assign-to" {...form.getInputProps('assigned_to')} />
    </FormFrame>
  );
}
