import { Button, PasswordInput, Text, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { PersonOnThisPc, SessionState } from '../../api/shell';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { needed } from '../../shared/forms/text';
import { useRefusal } from '../../shared/forms/useDraftForm';
import { Doorstep } from './Doorstep';
import { passwordTrouble, repeatTrouble } from './passwordRules';

/** A forgotten password: an administrator resets it over the network, or the recovery key opens this PC. */
export function Recover(props: { person: PersonOnThisPc; onBack: () => void; onRecovered: (next: SessionState) => void }) {
  const recover = useAct('session.recover');
  const form = useForm({
    initialValues: { recovery_key: '', new_password: '', repeated: '' },
    validate: {
      recovery_key: needed,
      new_password: passwordTrouble,
      repeated: (repeated, values) => repeatTrouble(values.new_password, repeated),
    },
  });
  const { banner, refuse } = useRefusal(form);
  const submit = () =>
    form.onSubmit((values) =>
      recover.mutate(
        { user_id: props.person.user_id, recovery_key: values.recovery_key.trim(), new_password: values.new_password },
        {
          onSuccess: (next) => {
            props.onRecovered(next);
            props.onBack();
          },
          onError: refuse,
        },
      ),
    )();
  return (
    <Doorstep title={t('recover.title', { name: props.person.display_name })} text={t('recover.text')} wide>
      <FormFrame
        banner={banner}
        submitLabel={t('recover.submit')}
        pending={recover.isPending}
        across={
          <Button variant="default" onClick={props.onBack}>
            {t('common.back')}
          </Button>
        }
        onSubmit={submit}
        testid="recover"
      >
        <Textarea label={t('recover.key')} autosize minRows={2} autoFocus spellCheck={false} ff="monospace" data-testid="recover-key" {...form.getInputProps('recovery_key')} />
        <PasswordInput label={t('password.new')} autoComplete="new-password" data-testid="recover-password" {...form.getInputProps('new_password')} />
        <PasswordInput label={t('password.repeat')} autoComplete="new-password" data-testid="recover-password-repeat" {...form.getInputProps('repeated')} />
        <Text size="sm" c="dimmed">
          {t('recover.without')}
        </Text>
      </FormFrame>
    </Doorstep>
  );
}
