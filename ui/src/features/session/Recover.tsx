import { Button, Group, PasswordInput, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { PersonOnThisPc, SessionState } from '../../api/shell';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Doorstep } from './Doorstep';
import { passwordTrouble, repeatTrouble } from './passwordRules';

/** A forgotten password: an administrator resets it over the network, or the recovery key opens this PC. */
export function Recover(props: { person: PersonOnThisPc; onBack: () => void; onRecovered: (next: SessionState) => void }) {
  const recover = useAct('session.recover');
  const form = useForm({
    initialValues: { recovery_key: '', new_password: '', repeated: '' },
    validate: {
      recovery_key: (key) => (key.trim() === '' ? t('form.required') : null),
      new_password: passwordTrouble,
      repeated: (repeated, values) => repeatTrouble(values.new_password, repeated),
    },
  });
  return (
    <Doorstep title={t('recover.title', { name: props.person.display_name })} text={t('recover.text')} wide>
      <form
        onSubmit={form.onSubmit((values) =>
          recover.mutate(
            { user_id: props.person.user_id, recovery_key: values.recovery_key.trim(), new_password: values.new_password },
            {
              onSuccess: (next) => {
                props.onRecovered(next);
                props.onBack();
              },
              onError: (failure) => {
                if (failure.field && failure.field in form.values) form.setFieldError(failure.field, failure.sentence);
              },
            },
          ),
        )}
      >
        <Stack gap="sm">
          <Textarea label={t('recover.key')} autosize minRows={2} autoFocus spellCheck={false} ff="monospace" data-testid="recover-key" {...form.getInputProps('recovery_key')} />
          <PasswordInput label={t('password.new')} autoComplete="new-password" data-testid="recover-password" {...form.getInputProps('new_password')} />
          <PasswordInput label={t('password.repeat')} autoComplete="new-password" data-testid="recover-password-repeat" {...form.getInputProps('repeated')} />
          <Text size="sm" c="dimmed">
            {t('recover.without')}
          </Text>
          {!recover.error?.field && <FailureNote failure={recover.error} />}
          <Group justify="space-between" mt="xs">
            <Button variant="default" onClick={props.onBack}>
              {t('common.back')}
            </Button>
            <Button type="submit" loading={recover.isPending} data-testid="recover-submit">
              {t('recover.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Doorstep>
  );
}
