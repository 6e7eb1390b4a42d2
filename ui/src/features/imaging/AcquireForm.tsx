import { Text, Textarea, TextInput } from '@mantine/core';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import type { ScanAtHand } from './types';

/** Says that the images have been taken, and how. */
export function AcquireForm(props: { scan: ScanAtHand; onClose: () => void }) {
  const { scan } = props;
  const acquire = useAct('imaging.acquire');
  const { form, answered, refuse, ...draft } = useDraftForm(`imaging-acquire:${scan.id}`, { blank: { dose_text: '', notes: '' } });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      acquire.mutate({ id: scan.id, version: scan.version, dose_text: orNull(values.dose_text), notes: orNull(values.notes) }, answered(props.onClose));
    })();
  return (
    <FormFrame {...draft} submitLabel={t('imaging.acquire')} pending={acquire.isPending} onSubmit={submit} onClose={props.onClose} testid="acquire">
      <Text fw={600}>{scan.name}</Text>
      <Text size="sm" c="dimmed">
        {t('imaging.acquire.text')}
      </Text>
      <TextInput label={t('imaging.acquire.dose')} description={t('imaging.acquire.dose.text')} data-autofocus data-testid="acquire-dose" {...form.getInputProps('dose_text')} />
      <Textarea label={t('imaging.acquire.notes')} autosize minRows={2} data-testid="acquire-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
