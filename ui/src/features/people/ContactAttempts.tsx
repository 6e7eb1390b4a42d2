import { Badge, Button, Drawer, Select, Text, Textarea, TextInput } from '@mantine/core';
import { IconPhonePlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Chart } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { ChartList, ChartRow } from './ChartList';

const channels = ['phone', 'text_message', 'email', 'letter', 'in_person'] as const;
const outcomes = ['reached', 'no_answer', 'message_left', 'wrong_number', 'refused', 'returned'] as const;

function AttemptForm(props: { patientId: string; appointments: Chart['appointments']; onDone: () => void }) {
  const { patientId, onDone } = props;
  const { time_zone: zone } = useSite();
  const note = useAct('people.note_contact_attempt');
  const { form, answered, refuse, ...draft } = useDraftForm<{ channel: string; outcome: string | null; reason: string; appointment_id: string | null; notes: string }>(`attempt:${patientId}`, {
    blank: { channel: 'phone', outcome: null, reason: '', appointment_id: null, notes: '' },
    validate: (values) => ({ outcome: values.outcome ? null : t('form.required'), reason: values.reason.trim() === '' ? t('attempt.reason.missing') : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      if (!values.outcome) return;
      refuse(null);
      note.mutate(
        { patient_id: patientId, appointment_id: values.appointment_id, channel: values.channel, outcome: values.outcome, reason: values.reason.trim(), notes: orNull(values.notes) },
        answered(onDone),
      );
    })();
  return (
    <FormFrame {...draft} pending={note.isPending} onSubmit={submit} onClose={onDone} testid="attempt">
      <Select label={t('attempt.channel')} allowDeselect={false} data={choices('contact_channel', channels)} {...form.getInputProps('channel')} />
      <Select label={t('attempt.outcome')} allowDeselect={false} data={choices('contact_outcome', outcomes)} {...form.getInputProps('outcome')} data-testid="attempt-outcome" />
      <TextInput label={t('attempt.reason')} {...form.getInputProps('reason')} data-testid="attempt-reason" />
      {props.appointments.length > 0 && (
        <Select label={t('attempt.appointment')} clearable data={props.appointments.map((each) => ({ value: each.id, label: `${showDayAndTime(each.starts_at, zone)} · ${each.practitioner}` }))} {...form.getInputProps('appointment_id')} />
      )}
      <Textarea label={t('attempt.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** Who has tried to reach the patient, and what came of it. */
export function ContactAttempts(props: { patientId: string; appointments: Chart['appointments'] }) {
  const { time_zone: zone } = useSite();
  const may = useMay('keep_contacts');
  const attempts = useCommand('people.contact_attempts', { patient_id: props.patientId }, ['contact_attempts', 'patient_merges']);
  const [adding, setAdding] = useState(false);
  const all = attempts.data?.attempts ?? [];
  return (
    <Panel
      title={t('attempt.title')}
      count={all.length}
      flush
      testid="attempts"
      actions={
        may && (
          <Button size="compact-sm" variant="subtle" leftSection={<IconPhonePlus size={15} />} onClick={() => setAdding(true)} data-testid="attempt-add">
            {t('attempt.add')}
          </Button>
        )
      }
    >
      <FailureNote failure={attempts.error} />
      {attempts.data && (
        <ChartList
          items={all}
          shown={3}
          empty={t('attempt.empty')}
          render={(attempt) => (
            <ChartRow key={attempt.id} testid="attempt" side={showDayAndTime(attempt.attempted_at, zone)}>
              <Text span size="sm" fw={550} className="any-script">
                {attempt.reason}
              </Text>{' '}
              <Badge color={attempt.outcome === 'reached' ? 'green' : 'gray'}>{word('contact_outcome', attempt.outcome)}</Badge>
              <Text size="sm" c="dimmed" className="any-script">
                {[word('contact_channel', attempt.channel), attempt.attempted_by_name && t('common.by', { name: attempt.attempted_by_name }), attempt.notes].filter(Boolean).join(' · ')}
              </Text>
            </ChartRow>
          )}
        />
      )}
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('attempt.add')} size="28rem">
        {adding && <AttemptForm patientId={props.patientId} appointments={props.appointments} onDone={() => setAdding(false)} />}
      </Drawer>
    </Panel>
  );
}
