import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';

/** Brings the file of a model that Holdfast runs itself to this PC. */
export function InstallForm(props: { onClose: () => void }) {
  const install = useAct('imaging.install_model');
  const { form, saved, banner, refuse } = useDraftForm('imaging-install', {
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
  useDialogKeys(props.onClose, submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid="install-form"
    >
      <Stack gap="sm">
        <Text size="sm">{t('imaging.install.text')}</Text>
        <TextInput label={t('imaging.install.path')} placeholder="/media/usb/chest-nodules" spellCheck={false} data-autofocus data-testid="install-path" {...form.getInputProps('path')} />
        <Text size="sm" c="dimmed">
          {t('imaging.install.each_pc')}
        </Text>
        <FailureNote failure={banner} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={install.isPending} data-testid="install-submit">
            {t('imaging.install')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
