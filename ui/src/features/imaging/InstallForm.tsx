import { Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';

/** Brings the file of a model that Holdfast runs itself to this PC. */
export function InstallForm(props: { onClose: () => void }) {
  const install = useAct('imaging.install_model');
  const { form, saved, refuse, ...draft } = useDraftForm('imaging-install', {
    blank: { path: '' },
    validate: (values) => ({ path: values.path.trim() === '' ? t('imaging.install.missing') : null }),
  });
  const submit = () =>
    form.onSubmit(({ path }) => {
      refuse(null);
      install.mutate(
        { path: path.trim() },
        {
          onSuccess: ({ known }) => {
            saved();
            notifications.show({ message: t(known ? 'imaging.install.known' : 'imaging.install.done') });
            props.onClose();
          },
          onError: refuse,
        },
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('imaging.install')} pending={install.isPending} onSubmit={submit} onClose={props.onClose} testid="install">
      <Text size="sm">{t('imaging.install.text')}</Text>
      <TextInput label={t('imaging.install.path')} placeholder="/media/usb/chest-nodules" spellCheck={false} data-autofocus data-testid="install-path" {...form.getInputProps('path')} />
      <Text size="sm" c="dimmed">
        {t('imaging.install.each_pc')}
      </Text>
    </FormFrame>
  );
}
