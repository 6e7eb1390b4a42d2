import { Select, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { ReferralLine } from '../../../api/commands';
import { useAct, useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { showDayAndTime } from '../../../shared/time/format';
import { whither } from './whither';

/** Accepts a referral, with one of the patient's coming appointments where it was made for it. */
export function AcceptForm(props: { referral: ReferralLine; onDone: () => void }) {
  const { referral, onDone } = props;
  const { time_zone: zone } = useSite();
  const chart = useCommand('people.chart', { patient_id: referral.patient.id }, ['appointments']);
  const accept = useAct('encounters.accept_referral');
  const [appointment, setAppointment] = useState<string | null>(null);
  const submit = () =>
    accept.mutate(
      { id: referral.id, version: referral.version, appointment_id: appointment },
      {
        onSuccess: () => {
          notifications.show({ message: t('referral.accepted', { name: referral.patient.display_name }) });
          onDone();
        },
      },
    );
  return (
    <FormFrame
      banner={accept.error?.field === 'appointment_id' ? null : accept.error}
      submitLabel={t('referral.accept')}
      pending={accept.isPending}
      focusOn="submit"
      onSubmit={submit}
      onClose={onDone}
      testid="accept"
    >
      <Text size="sm" className="any-script prewrap">
        <b>{whither(referral)}</b>
        {'\n'}
        {referral.reason}
      </Text>
      <Select
        label={t('referral.appointment')}
        description={t('referral.appointment.hint')}
        clearable
        data={(chart.data?.appointments ?? []).map((each) => ({ value: each.id, label: [showDayAndTime(each.starts_at, zone), each.practitioner, word('appointment_kind', each.kind)].filter(Boolean).join(' · ') }))}
        nothingFoundMessage={t('chart.appointments.empty')}
        value={appointment}
        onChange={setAppointment}
        error={accept.error?.field === 'appointment_id' ? accept.error.sentence : null}
        data-testid="accept-appointment"
      />
    </FormFrame>
  );
}
