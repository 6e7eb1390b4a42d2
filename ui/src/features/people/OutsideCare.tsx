import { Button, Group, Text, Textarea, Title } from '@mantine/core';
import { IconAlertTriangle, IconStethoscope } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useUser } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { Panel } from '../../shared/look/Page';

const REASON_LETTERS_MIN = 10;

/** A patient whom the person does not look after: care begins with a visit, or, in an emergency, with a reason. */
export function OutsideCare(props: { patientId: string; sentence: string; onOpened: () => void }) {
  const user = useUser();
  const navigate = useNavigate();
  const mayVisit = useMay('write_visit');
  const open = useAct('people.break_glass');
  const start = useAct('encounters.start_visit');
  const { form, answered, ...draft } = useDraftForm<{ reason: string }>(`emergency:${props.patientId}`, {
    blank: { reason: '' },
    validate: (values) => ({
      reason: values.reason.trim().length < REASON_LETTERS_MIN ? t('care.reason.short', { letters: REASON_LETTERS_MIN }) : null,
    }),
  });
  const submit = () =>
    form.onSubmit((values) =>
      open.mutate({ patient_id: props.patientId, reason: values.reason.trim() }, answered(props.onOpened)),
    )();
  const startVisit = (beside_appointment = false) =>
    start.mutate(
      { appointment_id: null, patient_id: props.patientId, practitioner_id: user.practitioner_id, kind: 'consultation', reason: null, beside_appointment },
      { onSuccess: ({ id }) => void navigate({ to: '/visits/$visitId', params: { visitId: id } }) },
    );
  return (
    <div style={{ maxWidth: '40rem', margin: '2rem auto', padding: '0 1.25rem' }} data-testid="outside-care">
      <Panel title={t('care.outside')}>
        <FormFrame {...draft} banner={start.error ?? draft.banner} submitLabel={t('care.emergency.open')} submitIcon={<IconAlertTriangle size={16} aria-hidden />} danger pending={open.isPending} onSubmit={submit} testid="outside-care">
          <Text size="sm">{props.sentence}</Text>
          {mayVisit && (
            <Group>
              <Button leftSection={<IconStethoscope size={16} />} loading={start.isPending} onClick={() => startVisit()} data-testid="outside-care-visit">
                {t('chart.start_visit')}
              </Button>
              {start.error?.code === 'booked_today' && (
                <Button variant="default" loading={start.isPending} onClick={() => startVisit(true)} data-testid="outside-care-beside">
                  {t('chart.start_beside')}
                </Button>
              )}
            </Group>
          )}
          <Title order={3} size="h5">
            {t('care.emergency')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('care.emergency.told')}
          </Text>
          <Textarea label={t('care.reason')} autosize minRows={2} data-testid="outside-care-reason" {...form.getInputProps('reason')} />
        </FormFrame>
      </Panel>
    </div>
  );
}
