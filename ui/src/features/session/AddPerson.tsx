import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { SessionState } from '../../api/shell';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { isPatient } from '../../app/permissions';
import { choose } from '../../app/windowSettings';
import { FailureNote } from '../../shared/look/Note';
import { Doorstep } from './Doorstep';

/**
 * Somebody who has an account at the clinic but has not used this PC yet, or a patient, whom no PC
 * remembers.
 */
export function AddPerson(props: { patient?: boolean; onBack: () => void; onAdded: (next: SessionState) => void }) {
  const add = useAct('session.add_person');
  const form = useForm({
    initialValues: { username: '', password: '' },
    validate: {
      username: (name) => (name.trim() === '' ? t('form.required') : null),
      password: (password) => (password === '' ? t('form.required') : null),
    },
  });
  return (
    <Doorstep title={t(props.patient ? 'signin.patient' : 'signin.add')} text={t(props.patient ? 'signin.patient.text' : 'add.text')}>
      <form
        onSubmit={form.onSubmit((request) =>
          add.mutate(request, {
            onSuccess: (next) => {
              void choose({ kiosk: next.user !== null && isPatient(next.user.roles) });
              props.onAdded(next);
              props.onBack();
            },
            onError: (failure) => {
              if (failure.field && failure.field in form.values) form.setFieldError(failure.field, failure.sentence);
            },
          }),
        )}
      >
        <Stack gap="sm">
          <TextInput label={t('signin.username')} autoFocus autoComplete="off" data-testid="add-username" {...form.getInputProps('username')} />
          <PasswordInput label={t('signin.password')} data-testid="add-password" {...form.getInputProps('password')} />
          {!add.error?.field && <FailureNote failure={add.error} />}
          <Group justify="space-between" mt="xs">
            <Button variant="default" onClick={props.onBack} data-testid="add-back">
              {t(props.patient ? 'signin.staff' : 'common.back')}
            </Button>
            <Button type="submit" loading={add.isPending} data-testid="add-submit">
              {t(props.patient ? 'signin.submit' : 'add.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Doorstep>
  );
}
