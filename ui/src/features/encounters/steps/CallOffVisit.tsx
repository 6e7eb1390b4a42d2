import { Checkbox, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { call } from '../../../api/call';
import { toFailure } from '../../../api/failure';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { needed } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import type { SteppingVisit } from './steps';

/** A visit that was begun by mistake, or is not wanted any more; its appointment goes with it or goes on waiting. */
export function CallOffVisit(props: { visit: SteppingVisit; version: () => Promise<number>; onDone: () => void }) {
  const { visit } = props;
  const [busy, setBusy] = useState(false);
  const { form, saved, refuse, ...draft } = useDraftForm(`cancel-visit:${visit.id}`, {
    blank: { reason: '', keep_appointment: false },
    validate: (values) => ({ reason: needed(values.reason) }),
  });
  const booked = visit.appointment_id !== null;
  const send = async (reason: string, keep_appointment: boolean) => {
    setBusy(true);
    refuse(null);
    try {
      await call('encounters.cancel_visit', { id: visit.id, version: await props.version(), reason, keep_appointment: booked && keep_appointment });
      saved();
      notifications.show({ message: t('visit_step.cancelled', { patient: visit.patient.display_name }) });
      props.onDone();
    } catch (thrown) {
      refuse(toFailure(thrown, t('failure.unknown')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormFrame {...draft} submitLabel={t('visit_step.cancel')} danger pending={busy} onSubmit={() => form.onSubmit(({ reason, keep_appointment }) => void send(reason.trim(), keep_appointment))()} onClose={props.onDone} testid="cancel-visit">
      <Text size="sm">{t('visit_step.cancel.text')}</Text>
      <Textarea label={t('visit_step.cancel.reason')} autosize minRows={2} data-autofocus data-testid="cancel-visit-reason" {...form.getInputProps('reason')} />
      {booked && <Checkbox label={t('visit_step.cancel.keep')} description={t('visit_step.cancel.keep.text')} data-testid="cancel-visit-keep" {...form.getInputProps('keep_appointment', { type: 'checkbox' })} />}
    </FormFrame>
  );
}
