import { Button, Group, NumberInput, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { AlertLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';

export type AlertAct = 'acknowledge' | 'note' | 'resolve' | 'cancel';

const says = ['way', 'there', 'phone'] as const;
const etas = [2, 5, 10] as const;

interface ActValues {
  text: string;
  eta_minutes: number | string;
}

/** Says what one does about an alert. Whatever is said stands in its timeline. */
export function AlertActForm({ alert, act, onClose }: { alert: AlertLine; act: AlertAct; onClose: () => void }) {
  const acknowledge = useAct('alerts.acknowledge');
  const note = useAct('alerts.note');
  const resolve = useAct('alerts.resolve');
  const cancel = useAct('alerts.cancel');
  const busy = acknowledge.isPending || note.isPending || resolve.isPending || cancel.isPending;
  const { form, saved, refuse, ...draft } = useDraftForm<ActValues>(`alert-${act}-${alert.id}`, {
    blank: { text: '', eta_minutes: '' },
    validate: (values) => ({ text: act !== 'acknowledge' ? needed(values.text) : null }),
  });
  const answered = {
    onSuccess: () => {
      saved();
      notifications.show({ message: t(`alert_act.${act}.done`) });
      onClose();
    },
    // The one text of this form has another name in each command.
    onError: (failure: Failure) => {
      if (failure.field === 'action_text' || failure.field === 'reason' || failure.field === 'notes') form.setFieldError('text', failure.sentence);
      else refuse(failure);
    },
  };
  const submit = () =>
    form.onSubmit(({ text, eta_minutes }) => {
      const { id, version } = alert;
      const said = text.trim();
      if (act === 'acknowledge') acknowledge.mutate({ id, version, action_text: orNull(text), eta_minutes: numberOrNull(eta_minutes) }, answered);
      if (act === 'note') note.mutate({ id, text: said }, answered);
      if (act === 'resolve') resolve.mutate({ id, version, text: said }, answered);
      if (act === 'cancel') cancel.mutate({ id, version, reason: said }, answered);
    })();
  return (
    <FormFrame
      {...draft}
      submitLabel={t(`alert_act.${act}.submit`)}
      pending={busy}
      danger={act === 'cancel'}
      across={
        <Text size="xs" c="dimmed" me="auto">
          Ctrl Enter
        </Text>
      }
      onSubmit={submit}
      onClose={onClose}
      testid="alert-act"
    >
      <Textarea label={t(`alert_act.${act}.text`)} autosize minRows={2} data-autofocus data-testid="alert-act-text" {...form.getInputProps('text')} />
      {act === 'acknowledge' && (
        <>
          <Group gap={6}>
            {says.map((say) => (
              <Button key={say} size="compact-sm" variant="default" onClick={() => form.setFieldValue('text', t(`alert_act.say.${say}`))}>
                {t(`alert_act.say.${say}`)}
              </Button>
            ))}
          </Group>
          <Group align="flex-end" gap="xs">
            <NumberInput label={t('alert_act.eta')} min={0} max={1440} allowDecimal={false} w="14rem" data-testid="alert-act-eta" {...form.getInputProps('eta_minutes')} />
            <Group gap={6} mb={4}>
              <Button size="compact-sm" variant="default" onClick={() => form.setFieldValue('eta_minutes', 0)}>
                {t('alert_act.eta.now')}
              </Button>
              {etas.map((minutes) => (
                <Button key={minutes} size="compact-sm" variant="default" onClick={() => form.setFieldValue('eta_minutes', minutes)}>
                  {t('duration.minute', { count: minutes })}
                </Button>
              ))}
            </Group>
          </Group>
        </>
      )}
    </FormFrame>
  );
}
