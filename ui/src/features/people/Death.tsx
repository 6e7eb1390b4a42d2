import { Button, Drawer, Group, Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Chart, ResponseOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { DayField } from '../../shared/forms/DayField';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { Note } from '../../shared/look/Note';
import { showDayAndTime } from '../../shared/time/format';
import { instantAt } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import { EndAfterDeath } from '../place/EndAfterDeath';

type Ended = ResponseOf<'people.record_death'>;
type Undone = ResponseOf<'people.undo_death'>;

function DeathForm(props: { patient: Chart['patient']; onClose: () => void; onEnded: (ended: Ended) => void }) {
  const { patient, onClose, onEnded } = props;
  const { time_zone: zone } = useSite();
  const record = useAct('people.record_death');
  const { form, saved, refuse, ...draft } = useDraftForm<{ deceased_at: string; clock: string }>(`death:${patient.id}`, {
    blank: { deceased_at: '', clock: '' },
    validate: (values) => ({
      deceased_at: values.clock.trim() !== '' && !values.deceased_at ? t('death.day.missing') : null,
      clock: values.deceased_at && parseClock(values.clock) === null ? t('death.clock.missing') : null,
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const clock = parseClock(values.clock);
      refuse(null);
      record.mutate(
        { id: patient.id, version: patient.version, deceased_at: values.deceased_at && clock ? instantAt(values.deceased_at, clock, zone) : null },
        {
          onSuccess: (ended) => {
            saved();
            onEnded(ended);
          },
          onError: refuse,
        },
      );
    })();
  return (
    <FormFrame {...draft} pending={record.isPending} onSubmit={submit} onClose={onClose} testid="death">
      <Note tone="amber">{t('death.text', { patient: patient.display_name })}</Note>
      <SimpleGrid cols={2} spacing="xs">
        <DayField label={t('death.day')} {...form.getInputProps('deceased_at')} testid="death-day" />
        <TextInput label={t('death.clock')} placeholder="9:30" {...form.getInputProps('clock')} data-testid="death-clock" />
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('death.unknown')}
      </Text>
    </FormFrame>
  );
}

/** One line per thing of which there was at least one. */
function Counts(props: { lines: readonly (readonly [Parameters<typeof t>[0], number])[] }) {
  const some = props.lines.filter(([, count]) => count > 0);
  return (
    <ul style={{ margin: 0, paddingInlineStart: '1.2rem' }}>
      {some.map(([key, count]) => (
        <li key={key}>{t(key, { count })}</li>
      ))}
    </ul>
  );
}

function Outcome(props: { ended: Ended | null; undone: Undone | null; onClose: () => void }) {
  const { ended, undone, onClose } = props;
  const { time_zone: zone } = useSite();
  useDialogKeys(onClose, onClose);
  const nothing = ended && ended.appointments.length + ended.waiting + ended.medicines + ended.plans + ended.orders + ended.referrals + ended.sessions + ended.stays === 0;
  return (
    <Stack data-testid="death-outcome">
      {nothing && <Text size="sm">{t('death.ended.nothing')}</Text>}
      {ended && (
        <>
          <Counts
            lines={[
              ['death.ended.appointments', ended.appointments.length], ['death.ended.waiting', ended.waiting], ['death.ended.stays', ended.stays], ['death.ended.medicines', ended.medicines], ['death.ended.orders', ended.orders],
              ['death.ended.plans', ended.plans], ['death.ended.referrals', ended.referrals], ['death.ended.sessions', ended.sessions],
            ]}
          />
          {ended.appointments.map((each) => (
            <Text key={each.id} size="sm" className="any-script">
              {showDayAndTime(each.starts_at, zone)} · {each.practitioner}
            </Text>
          ))}
          {ended.asked_doctor && <Note tone="amber">{t('death.asked')}</Note>}
          <Text size="sm" c="dimmed">
            {t('death.not_told')}
          </Text>
        </>
      )}
      {undone && (
        <>
          <Counts lines={[['death.undone.back', undone.back], ['death.undone.waiting', undone.waiting], ['death.undone.stays', undone.stays]]} />
          {undone.lost.length > 0 && (
            <Note tone="amber">
              <div>{t('death.undone.lost', { count: undone.lost.length })}</div>
              {undone.lost.map((each) => (
                <div key={each.id} className="any-script">
                  {showDayAndTime(each.starts_at, zone)} · {each.practitioner}
                </div>
              ))}
            </Note>
          )}
          {undone.to_decide > 0 && <Note tone="amber">{t('death.undone.to_decide', { count: undone.to_decide })}</Note>}
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus data-testid="death-outcome-close">
          {t('common.close')}
        </Button>
      </Group>
    </Stack>
  );
}

interface Props {
  patient: Chart['patient'];
  /** The form is asked for from the head of the chart. */
  recording: boolean;
  onClose: () => void;
}

/** That a patient has died, what ended with it, and the way back from an error. */
export function Death({ patient, recording, onClose }: Props) {
  const mayRecord = useMay('record_death');
  const mayEnd = useMay('end_after_death');
  const undo = useAct('people.undo_death');
  const [asking, setAsking] = useState<'nothing' | 'undo' | 'end'>('nothing');
  const [outcome, setOutcome] = useState<{ ended: Ended | null; undone: Undone | null } | null>(null);
  const close = () => {
    undo.reset();
    setAsking('nothing');
  };
  return (
    <>
      {patient.deceased && (
        <Note tone="plain" testid="chart-deceased">
          <Group justify="space-between" gap="xs">
            <span>{t('death.has_died', { patient: patient.display_name })}</span>
            <Group gap={6}>
              {mayEnd && (
                <Button size="compact-sm" variant="default" onClick={() => setAsking('end')} data-testid="death-end">
                  {t('death.end')}
                </Button>
              )}
              {mayRecord && (
                <Button size="compact-sm" variant="default" onClick={() => setAsking('undo')} data-testid="death-undo">
                  {t('death.undo')}
                </Button>
              )}
            </Group>
          </Group>
        </Note>
      )}
      <Drawer opened={recording} onClose={onClose} title={t('death.title', { patient: patient.display_name })} size="28rem">
        {recording && (
          <DeathForm
            patient={patient}
            onClose={onClose}
            onEnded={(ended) => {
              onClose();
              setOutcome({ ended, undone: null });
            }}
          />
        )}
      </Drawer>
      <AskOnce
        opened={asking === 'undo'}
        title={t('death.undo.title', { patient: patient.display_name })}
        text={t('death.undo.text')}
        action={t('death.undo.submit')}
        failure={undo.error}
        busy={undo.isPending}
        onConfirm={() =>
          undo.mutate(
            { id: patient.id, version: patient.version },
            {
              onSuccess: (undone) => {
                close();
                setOutcome({ ended: null, undone });
              },
            },
          )
        }
        onClose={close}
        testid="ask-once"
      />
      <EndAfterDeath patient={asking === 'end' ? patient : null} onClose={close} />
      <Modal opened={outcome !== null} onClose={() => setOutcome(null)} title={outcome?.undone ? t('death.undone.title', { patient: patient.display_name }) : t('death.recorded', { patient: patient.display_name })}>
        {outcome && <Outcome {...outcome} onClose={() => setOutcome(null)} />}
      </Modal>
    </>
  );
}
