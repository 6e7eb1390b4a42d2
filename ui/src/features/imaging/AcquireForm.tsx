import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { DraftNote, FailureNote } from '../../shared/look/Note';
import type { ScanAtHand } from './types';

/** Says that the images have been taken, and how. */
export function AcquireForm(props: { scan: ScanAtHand; onClose: () => void }) {
  const { scan } = props;
  const acquire = useAct('imaging.acquire');
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm(`imaging-acquire:${scan.id}`, { blank: { dose_text: '', notes: '' } });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      acquire.mutate(
        { id: scan.id, version: scan.version, dose_text: orNull(values.dose_text), notes: orNull(values.notes) },
        {
          onSuccess: () => {
            saved();
            props.onClose();
          },
          onError: refuse,
        },
      );
    })();
  useDialogKeys(props.onClose, submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid="acquire-form"
    >
      <Stack gap="sm">
        <Text fw={600}>{scan.name}</Text>
        <Text size="sm" c="dimmed">
          {t('imaging.acquire.text')}
        </Text>
        <DraftNote restored={restored} onAfresh={startAfresh} />
        <TextInput label={t('imaging.acquire.dose')} description={t('imaging.acquire.dose.text')} data-autofocus data-testid="acquire-dose" {...form.getInputProps('dose_text')} />
        <Textarea label={t('imaging.acquire.notes')} autosize minRows={2} data-testid="acquire-notes" {...form.getInputProps('notes')} />
        <FailureNote failure={banner} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={acquire.isPending} data-testid="acquire-submit">
            {t('imaging.acquire')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
