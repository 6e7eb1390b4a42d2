import { Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';

/** Adds to a note that is signed; the note itself stays as it was. */
export function AddendumForm(props: { visitId: string; onDone: () => void }) {
  const add = useAct('encounters.add_addendum');
  const { form, answered, refuse, ...draft } = useDraftForm(`addendum:${props.visitId}`, {
    blank: { text: '', reason: '' },
    validate: (values) => ({
      text: values.text.trim() === '' ? t('addendum.text.missing') : null,
      reason: values.reason.trim() === '' ? t('addendum.reason.missing') : null,
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      add.mutate(
        { visit_id: props.visitId, text: values.text.trim(), reason: values.reason.trim() },
        answered(() => {
          notifications.show({ message: t('addendum.done') });
          props.onDone();
        }),
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('addendum.submit')} pending={add.isPending} onSubmit={submit} onClose={props.onDone} testid="addendum">
      <Textarea label={t('addendum.text')} autosize minRows={4} data-autofocus data-testid="addendum-text" {...form.getInputProps('text')} />
      <TextInput label={t('addendum.reason')} placeholder={t('addendum.reason.example')} data-testid="addendum-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}
