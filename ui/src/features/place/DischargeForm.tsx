import { Radio, Stack, Text, TextInput } from '@mantine/core';
import type { RequestOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { Note } from '../../shared/look/Note';
import { nowMicros } from '../../shared/time/siteTime';
import { bedName, type Bed, type Stay } from './bedWords';
import type { Discharged } from './discharged';

type How = RequestOf<'place.discharge'>['end_reason'];
const ways: readonly How[] = ['discharged', 'left', 'died'];

interface DischargeValues {
  end_reason: How;
  at: string;
}

/** Ends a stay. What it says can be undone afterwards, except a death. */
export function DischargeForm(props: { bed: Bed; stay: Stay; onDischarged: (discharged: Discharged | null) => void; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const { bed, stay } = props;
  const discharge = useAct('place.discharge');
  const { form, answered, ...draft } = useDraftForm<DischargeValues>(`discharge:${stay.id}`, {
    blank: { end_reason: 'discharged', at: '' },
    validate: (values) => ({ at: clockTrouble(values.at) }),
  });
  const submit = () =>
    form.onSubmit(({ end_reason, at }) => {
      const moment = clockMoment(at, zone);
      discharge.mutate(
        { id: stay.id, version: stay.version, end_reason, at: moment },
        answered(() => {
          const undoable = end_reason !== 'died';
          props.onDischarged(undoable ? { id: stay.id, version: stay.version, patient: stay.patient.display_name, bed: { label: bed.label, room: bed.room }, at: moment ?? nowMicros() } : null);
        }),
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('discharge.submit')} pending={discharge.isPending} onSubmit={submit} onClose={props.onClose} testid="discharge">
      <Text size="sm">{t('discharge.text', { bed: bedName(bed) })}</Text>
      <Radio.Group label={t('discharge.how')} {...form.getInputProps('end_reason')}>
        <Stack gap={8} mt={6}>
          {ways.map((how) => (
            <Radio key={how} value={how} label={t(`discharge.${how}`)} data-testid={`discharge-${how}`} />
          ))}
        </Stack>
      </Radio.Group>
      {form.values.end_reason === 'died' && <Note tone="amber">{t('discharge.died.text')}</Note>}
      <TextInput label={t('discharge.at')} placeholder={t('vitals.measured_at.now')} data-testid="discharge-at" {...form.getInputProps('at')} />
    </FormFrame>
  );
}
