import { Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import type { Visit } from '../../api/commands';
import { toFailure, type Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { dropDraft, keepDraft, readDraft } from '../../shared/forms/draft';
import { orNull } from '../../shared/forms/text';
import { FailureNote } from '../../shared/look/Note';

const fields = ['subjective', 'objective', 'assessment', 'plan', 'follow_up_instructions'] as const;
type Field = 'reason' | (typeof fields)[number];
type Values = Record<Field, string>;

/** So long after the last key the note is saved even though nobody left the field. */
const QUIET_MS = 4000;

function valuesOf(visit: Visit): Values {
  return {
    reason: visit.reason ?? '',
    subjective: visit.subjective ?? '',
    objective: visit.objective ?? '',
    assessment: visit.assessment ?? '',
    plan: visit.plan ?? '',
    follow_up_instructions: visit.follow_up_instructions ?? '',
  };
}

/** The SOAP note. It saves itself; what could not be saved stays in the fields. */
export function NoteForm(props: { visit: Visit; readOnly: boolean; onVersion: (version: number) => void }) {
  const { visit, readOnly } = props;
  const key = `note:${visit.id}`;
  const [values, setValues] = useState<Values>(() => readDraft(key, valuesOf(visit)));
  const [state, setState] = useState<'saved' | 'typing' | 'saving'>('saved');
  const [failure, setFailure] = useState<Failure | null>(null);
  const version = useRef(visit.version);
  const latest = useRef(values);
  const stored = useRef(valuesOf(visit));
  const saving = useRef<Promise<void> | null>(null);
  const timer = useRef<number | undefined>(undefined);

  // Other parts of the visit raise its version as well; only the newest one may be written on.
  useEffect(() => {
    version.current = Math.max(version.current, visit.version);
  }, [visit.version]);

  const save = useCallback(async () => {
    window.clearTimeout(timer.current);
    if (saving.current) await saving.current;
    const typed = latest.current;
    if ([...fields, 'reason' as const].every((field) => typed[field] === stored.current[field])) {
      setState('saved');
      dropDraft(key);
      return;
    }
    setState('saving');
    saving.current = call('encounters.write_note', {
      id: visit.id,
      version: version.current,
      reason: orNull(typed.reason),
      subjective: orNull(typed.subjective),
      objective: orNull(typed.objective),
      assessment: orNull(typed.assessment),
      plan: orNull(typed.plan),
      follow_up_instructions: orNull(typed.follow_up_instructions),
    })
      .then((answer) => {
        version.current = answer.version;
        stored.current = typed;
        props.onVersion(answer.version);
        setFailure(null);
        setState(latest.current === typed ? 'saved' : 'typing');
        if (latest.current === typed) dropDraft(key);
      })
      .catch((thrown: unknown) => {
        setFailure(toFailure(thrown, t('failure.unknown')));
        setState('typing');
      })
      .finally(() => {
        saving.current = null;
      });
    await saving.current;
  }, [key, visit.id, props.onVersion]);

  // Leaving the screen is leaving the field.
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      void save();
    },
    [save],
  );

  const type = (field: Field, text: string) => {
    const next = { ...latest.current, [field]: text };
    latest.current = next;
    setValues(next);
    setState('typing');
    keepDraft(key, next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void save(), QUIET_MS);
  };
  const input = (field: Field) => ({
    label: t(`note.${field}`),
    value: values[field],
    readOnly,
    onChange: (event: { currentTarget: { value: string } }) => type(field, event.currentTarget.value),
    onBlur: () => void save(),
    'data-testid': `note-${field}`,
  });

  return (
    <Stack gap="sm" data-testid="note-form">
      <TextInput {...input('reason')} />
      {fields.map((field) => (
        <Textarea key={field} autosize minRows={field === 'follow_up_instructions' ? 1 : 3} placeholder={readOnly ? '' : t(`note.${field}.hint`)} {...input(field)} />
      ))}
      <FailureNote failure={failure} />
      {!readOnly && (
        <Group justify="flex-end">
          <Text size="sm" c="dimmed" aria-live="polite" data-testid="note-state" data-state={state}>
            {t(`note.state.${state}`)}
          </Text>
        </Group>
      )}
    </Stack>
  );
}
