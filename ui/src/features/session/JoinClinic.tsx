import { Button, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { needed } from '../../shared/forms/text';
import { useRefusal } from '../../shared/forms/useDraftForm';
import { Doorstep } from './Doorstep';

/** A new PC joins an existing clinic by the link its administrator made. */
export function JoinClinic(props: { onBack: () => void; onJoined: () => void }) {
  const join = useAct('session.enrol_first');
  const form = useForm({
    initialValues: { link: '', username: '', password: '' },
    validate: {
      link: (link) => (link.trim() === '' ? t('join.link.missing') : null),
      username: needed,
      password: (password) => (password === '' ? t('form.required') : null),
    },
  });
  const { banner, refuse } = useRefusal(form);
  const submit = () =>
    form.onSubmit((request) =>
      join.mutate(
        { ...request, link: request.link.trim() },
        {
          onSuccess: props.onJoined,
          onError: refuse,
        },
      ),
    )();
  return (
    <Doorstep title={t('first.join')} text={t('join.text')} wide>
      <FormFrame
        banner={banner}
        submitLabel={t('join.submit')}
        pending={join.isPending}
        across={
          <Button variant="default" onClick={props.onBack}>
            {t('common.back')}
          </Button>
        }
        onSubmit={submit}
        testid="join"
      >
        <Textarea label={t('join.link')} autosize minRows={2} autoFocus spellCheck={false} data-testid="join-link" {...form.getInputProps('link')} />
        <TextInput label={t('signin.username')} autoComplete="off" data-testid="join-username" {...form.getInputProps('username')} />
        <PasswordInput label={t('signin.password')} data-testid="join-password" {...form.getInputProps('password')} />
      </FormFrame>
    </Doorstep>
  );
}
