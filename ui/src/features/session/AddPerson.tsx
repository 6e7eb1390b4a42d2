import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { SessionState } from '../../api/shell';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { isPatient } from '../../app/permissions';
import { choose } from '../../app/windowSettings';
import { FormFrame } from '../../shared/forms/FormFrame';
import { needed } from '../../shared/forms/text';
import { useRefusal } from '../../shared/forms/useDraftForm';
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
      username: needed,
      password: (password) => (password === '' ? t('form.required') : null),
    },
  });
  const { banner, refuse } = useRefusal(form);
  const submit = () =>
    form.onSubmit((request) =>
      add.mutate(request, {
        onSuccess: (next) => {
          void choose({ kiosk: next.user !== null && isPatient(next.user.roles) });
          props.onAdded(next);
          props.onBack();
        },
        onError: refuse,
      }),
    )();
  return (
    <Doorstep title={t(props.patient ? 'signin.patient' : 'signin.add')} text={t(props.patient ? 'signin.patient.text' : 'add.text')}>
      <FormFrame
        banner={banner}
        submitLabel={t(props.patient ? 'signin.submit' : 'add.submit')}
        pending={add.isPending}
        across={
          <Button variant="default" onClick={props.onBack} data-testid="add-back">
            {t(props.patient ? 'signin.staff' : 'common.back')}
          </Button>
        }
        onSubmit={submit}
        testid="add"
      >
        <TextInput label={t('signin.username')} autoFocus autoComplete="off" data-testid="add-username" {...form.getInputProps('username')} />
        <PasswordInput label={t('signin.password')} data-testid="add-password" {...form.getInputProps('password')} />
      </FormFrame>
    </Doorstep>
  );
}
