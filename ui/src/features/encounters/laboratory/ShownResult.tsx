import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../../api/call';
import type { PatientLine } from '../../../api/commands';
import { toFailure } from '../../../api/failure';
import { useAct } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { showDayAndTime } from '../../../shared/time/format';
import { FlagBadge } from '../../people/ClinicalSections';
import { blankEntry, isValue, ResultFields, toValue, troublesOf, type EntryTroubles, type Result, type ResultEntry } from './EnterResults';
import classes from './LaboratoryPage.module.css';
import { leftToRight } from './ranges';

export function isCritical(result: Result): boolean {
  return result.abnormal_flag === 'critical_low' || result.abnormal_flag === 'critical_high';
}

/** Whether somebody still has to be telephoned about it. */
export function mustBeTold(result: Result): boolean {
  return isCritical(result) && result.told_at === null && !result.struck && ['preliminary', 'completed', 'corrected'].includes(result.status);
}

export function valueText(result: Result): string {
  return leftToRight([result.value, result.unit].filter(Boolean).join(' '));
}

/** The range that it was judged by, in brackets. */
export function rangeText(result: Result): string {
  return result.reference_range === null ? '' : `(${leftToRight(result.reference_range)})`;
}

/** Notes who was told a critical result; the alarm ends with it. */
export function TellResult(props: { result: Result | null; patient: PatientLine; onClose: () => void }) {
  const { result, patient, onClose } = props;
  return (
    <AskReason
      opened={result !== null}
      title={result ? t('lab.tell.title', { test: result.test_name, value: valueText(result), name: patient.display_name }) : ''}
      draft={`tell:${result?.id ?? ''}`}
      text={t('lab.tell.text')}
      label={t('lab.tell.who')}
      missing={t('imaging.tell.missing')}
      field="told_to"
      submit={t('lab.tell.submit')}
      send={(told_to) => call('encounters.tell_result', { id: result?.id ?? '', version: result?.version ?? 0, told_to })}
      onClose={onClose}
      testid="tell"
    />
  );
}

function CorrectForm(props: { result: Result; patient: PatientLine; onClose: () => void }) {
  const { result } = props;
  const [entry, setEntry] = useState<ResultEntry>(blankEntry);
  const [reason, setReason] = useState('');
  const [troubles, setTroubles] = useState<EntryTroubles & { reason?: string }>({});
  const [busy, setBusy] = useState(false);
  const submit = () => {
    if (busy) return;
    const value = toValue(entry);
    const missing = reason.trim() === '' ? { reason: t('lab.correct.reason.missing') } : {};
    if (!isValue(value) || missing.reason) {
      setTroubles({ ...(isValue(value) ? {} : value), ...missing });
      return;
    }
    setBusy(true);
    call('encounters.correct_result', { id: result.id, reason: reason.trim(), ...value })
      .then(() => {
        notifications.show({ message: t('lab.correct.done') });
        props.onClose();
      })
      .catch((thrown: unknown) => {
        const failure = toFailure(thrown, t('failure.unknown'));
        setTroubles(failure.field === 'reason' ? { reason: failure.sentence } : troublesOf(thrown));
        setBusy(false);
      });
  };
  return (
    <FormFrame submitLabel={t('lab.correct')} pending={busy} onSubmit={submit} onClose={props.onClose} testid="correct-result">
      <Text size="sm">{t('lab.correct.text', { value: valueText(result) })}</Text>
      <ResultFields
        result={result}
        patient={props.patient}
        entry={entry}
        troubles={troubles}
        onChange={(part) => {
          setEntry({ ...entry, ...part });
          setTroubles({});
        }}
        onEnter={() => undefined}
      />
      <TextInput label={t('lab.correct.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={troubles.reason} data-testid="correct-result-reason" />
    </FormFrame>
  );
}

/** A result that is there: value, range, how far from normal, who was told, who signed it off. */
export function ShownResult(props: { result: Result; patient: PatientLine }) {
  const { result, patient } = props;
  const { time_zone: zone } = useSite();
  const mayWork = useMay('work_laboratory');
  const [open, setOpen] = useState<'nothing' | 'tell' | 'correct' | 'strike'>('nothing');
  const close = () => setOpen('nothing');
  const final = ['completed', 'corrected'].includes(result.status);
  const untold = mustBeTold(result);
  const strike = useAct('encounters.strike_result');
  // Another result replaces it, or it was struck itself.
  const gone = result.struck || result.status === 'entered_in_error';
  const said = [
    result.flag_reason && t('lab.flag_because', { reason: result.flag_reason }),
    result.comments,
    result.interpretation,
    result.correction_reason && t('lab.corrected', { reason: result.correction_reason }),
    result.told_at !== null && t('lab.told', { name: result.told_to ?? '', when: showDayAndTime(result.told_at, zone) }),
  ].filter((each): each is string => Boolean(each));
  return (
    <div className={`${classes.row ?? ''} ${gone ? (classes.struck ?? '') : ''} ${untold ? (classes.critical ?? '') : ''}`} data-testid="shown-result">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <div>
          <Text span size="sm" className="any-script">
            {result.test_name}
          </Text>{' '}
          <span className={`${classes.value ?? ''} numbers`}>{valueText(result)}</span>{' '}
          <Text span size="sm" c="dimmed" className="numbers">
            {rangeText(result)}
          </Text>{' '}
          {!gone && <FlagBadge flag={result.abnormal_flag} />}
          {said.map((each) => (
            <Text key={each} size="xs" c="dimmed" className="any-script prewrap">
              {each}
            </Text>
          ))}
          <Text size="xs" c="dimmed">
            {[
              result.struck ? t('lab.struck') : word('lab_status', result.status),
              result.resulted_at !== null && showDayAndTime(result.resulted_at, zone),
              final && !gone && (result.reviewed_at === null ? t('lab.not_signed') : t('lab.signed', { when: showDayAndTime(result.reviewed_at, zone) })),
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </div>
        {mayWork && (
          <Group gap={4} wrap="nowrap">
            {untold && (
              <Button size="compact-sm" color="red.8" leftSection={<IconPhone size={15} />} onClick={() => setOpen('tell')} data-testid="result-tell">
                {t('lab.tell')}
              </Button>
            )}
            {final && !result.struck && (
              <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconPencil size={15} />} onClick={() => setOpen('correct')} data-testid="result-correct">
                {t('lab.correct')}
              </Button>
            )}
            {!gone && (final || result.status === 'preliminary') && (
              <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('lab.strike.title', { test: result.test_name, value: valueText(result) })} onClick={() => setOpen('strike')} data-testid="result-strike">
                {t('struck.strike')}
              </Button>
            )}
          </Group>
        )}
      </Group>
      {untold && (
        <Text size="sm" fw={590} c="var(--hf-red)" role="alert">
          {t('lab.critical', { test: result.test_name, value: valueText(result) })}
        </Text>
      )}
      {open === 'strike' && (
        <AskReason
          title={t('lab.strike.title', { test: result.test_name, value: valueText(result) })}
          draft={`strike-result:${result.id}`}
          text={t('lab.strike.text')}
          label={t('lab.strike.reason')}
          submit={t('struck.strike')}
          danger
          send={(reason) => strike.mutateAsync({ id: result.id, version: result.version, reason })}
          onDone={() => {
            notifications.show({ message: t('lab.strike.done') });
            close();
          }}
          onClose={close}
          testid="strike-result"
        />
      )}
      <TellResult result={open === 'tell' ? result : null} patient={patient} onClose={close} />
      <Modal opened={open === 'correct'} onClose={close} size="46rem" title={t('lab.correct.title', { test: result.test_name })}>
        {open === 'correct' && <CorrectForm result={result} patient={patient} onClose={close} />}
      </Modal>
    </div>
  );
}
