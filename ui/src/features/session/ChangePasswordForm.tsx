import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
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
  return (
    <form
      onSubmit={form.onSubmit((values) =>
        change.mutate(
          { current: values.current, new: values.new },
          {
            onSuccess: () => {
              form.reset();
              notifications.show({ message: t('password.changed') });
              props.onChanged?.();
            },
            onError: (failure) => {
              if (failure.field && failure.field in form.values) form.setFieldError(failure.field, failure.sentence);
            },
          },
        ),
      )}
    >
      <Stack gap="sm" maw="22rem">
        <PasswordInput label={t('password.current')} autoComplete="current-password" data-testid="password-current" {...form.getInputProps('current')} />
        <PasswordInput label={t('password.new')} autoComplete="new-password" data-testid="password-new" {...form.getInputProps('new')} />
        <PasswordInput label={t('password.repeat')} autoComplete="new-password" data-testid="password-repeat" {...form.getInputProps('repeated')} />
        {!change.error?.field && <FailureNote failure={change.error} />}
        <Group>
          <Button type="submit" loading={change.isPending} data-testid="password-submit">
            {t('password.change')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
