import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useUser } from '../../app/session';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';
import { scanName } from './scanName';
import type { Stage, WorklistLine } from './types';

interface Props {
  line: WorklistLine;
  stage: Stage;
  /** Others on the list, who evidently do this work. */
  colleagues: readonly { id: string; name: string }[];
  onClose: () => void;
}

/** Gives an entry of the list to somebody. Whether that person does this work is for the clinic to say. */
export function AssignForm({ line, stage, colleagues, onClose }: Props) {
  const me = useUser();
  const mayTake = useMay('take_scans');
  const mayRead = useMay('read_scans');
  const assign = useAct('imaging.assign');
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const people = new Map<string, string>();
  if (stage === 'reading' ? mayRead : mayTake) people.set(me.id, t('imaging.me', { name: me.display_name }));
  for (const { id, name } of colleagues) if (!people.has(id)) people.set(id, name);
  for (const each of practitioners.data ?? []) {
    if (each.user_id && !people.has(each.user_id)) people.set(each.user_id, [each.display_name, each.specialization].filter(Boolean).join(' · '));
  }
  const { form, saved, banner, refuse } = useDraftForm<{ assigned_to: string | null }>(`imaging-assign:${line.entry_id}`, {
    blank: { assigned_to: people.has(me.id) && line.assigned_to !== me.id ? me.id : null },
    validate: (values) => ({ assigned_to: values.assigned_to ? null : t('imaging.assign.missing') }),
  });
  const submit = () =>
    form.onSubmit(({ assigned_to }) => {
      if (!assigned_to) return;
      refuse(null);
      assign.mutate(
        { id: line.entry_id, version: line.entry_version, assigned_to },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('imaging.assign.done', { scan: scanName(line), name: people.get(assigned_to) ?? '' }) });
            onClose();
          },
          onError: refuse,
        },
      );
    })();
  useDialogKeys(onClose, submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid="assign-form"
    >
      <Stack gap="sm">
        <Text size="sm">{t('imaging.scan_of', { scan: scanName(line), patient: line.patient.display_name })}</Text>
        <Select label={t('imaging.assign.to')} description={t('imaging.assign.to.text')} searchable allowDeselect={false} data={[...people].map(([value, label]) => ({ value, label }))} data-autofocus data-testid="assign-to" {...form.getInputProps('assigned_to')} />
        <FailureNote failure={banner ?? practitioners.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={assign.isPending} data-testid="assign-submit">
            {t('imaging.assign')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
