import { Box, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useRefusal } from '../../shared/forms/useDraftForm';
import { passwordTrouble, repeatTrouble } from './passwordRules';

/** The old password, and the new one twice. */
export function ChangePasswordForm(props: { onChanged?: () => void }) {
  const change = useAct('session.change_password');
  const form = useForm({
    initialValues: { current: '', new: '', repeated: '' },
    validate: {
      current: (current) => (current === '' ? t('form.required') : null),
      new: passwordTrouble,
      repeated: (repeated, values) => repeatTrouble(values.new, repeated),
    },
  });
  const { banner, refuse } = useRefusal(form);
  const submit = () =>
    form.onSubmit((values) =>
      change.mutate(
        { current: values.current, new: values.new },
        {
          onSuccess: () => {
            form.reset();
            notifications.show({ message: t('password.changed') });
            props.onChanged?.();
          },
          onError: refuse,
        },
      ),
    )();
  return (
    <Box maw="22rem">
      <FormFrame banner={banner} submitLabel={t('password.change')} pending={change.isPending} onSubmit={submit} testid="password">
        <PasswordInput label={t('password.current')} autoComplete="current-password" data-testid="password-current" {...form.getInputProps('current')} />
        <PasswordInput label={t('password.new')} autoComplete="new-password" data-testid="password-new" {...form.getInputProps('new')} />
        <PasswordInput label={t('password.repeat')} autoComplete="new-password" data-testid="password-repeat" {...form.getInputProps('repeated')} />
      </FormFrame>
    </Box>
  );
}
