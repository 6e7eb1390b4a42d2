import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { call } from '../../api/call';
import type { Visit } from '../../api/commands';
import { toFailure, type Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { dropDraft, keepDraft, readDraft } from '../../shared/forms/draft';
import { orNull } from '../../shared/forms/text';
import { FailureNote, Note } from '../../shared/look/Note';
import { InsertTemplate } from './noteTemplates/InsertTemplate';
import { mergeNote, noteFields, type NoteField, type NoteValues } from './mergeNote';

const [, ...bodyFields] = noteFields;

/** So long after the last key the note is saved even though nobody left the field. */
const QUIET_MS = 4000;

function valuesOf(visit: Visit): NoteValues {
  return {
    reason: visit.reason ?? '',
    subjective: visit.subjective ?? '',
    objective: visit.objective ?? '',
    assessment: visit.assessment ?? '',
    plan: visit.plan ?? '',
    follow_up_instructions: visit.follow_up_instructions ?? '',
  };
}

/** Lets the screen wait for the note before it closes the visit. */
export interface NoteHandle {
  /** True when everything typed is stored. */
  save: () => Promise<boolean>;
}

interface Props {
  visit: Visit;
  readOnly: boolean;
  ref: Ref<NoteHandle>;
}

/** The SOAP note. It saves itself; what could not be saved stays in the fields. */
export function NoteForm(props: Props) {
  const { visit, readOnly } = props;
  const key = `note:${visit.id}`;
  const [values, setValues] = useState<NoteValues>(() => readDraft(key, valuesOf(visit)));
  const [state, setState] = useState<'saved' | 'typing' | 'saving'>('saved');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [theirs, setTheirs] = useState<Partial<NoteValues>>({});
  const version = useRef(visit.version);
  const asking = useRef(false);
  const latest = useRef(values);
  const stored = useRef(valuesOf(visit));
  const saving = useRef<Promise<void> | null>(null);
  const timer = useRef<number | undefined>(undefined);

  // The visit changes from elsewhere, too: an untouched field follows, and where two people wrote in one
  // field, nothing is written on the newer version before somebody has chosen.
  useEffect(() => {
    if (visit.version <= version.current) return;
    const merged = mergeNote(stored.current, latest.current, valuesOf(visit));
    asking.current = Object.keys(merged.theirs).length > 0;
    setTheirs(merged.theirs);
    if (asking.current) return;
    version.current = visit.version;
    stored.current = valuesOf(visit);
    latest.current = merged.values;
    setValues(merged.values);
  }, [visit]);

  const choose = (mine: boolean) => {
    version.current = visit.version;
    const incoming = valuesOf(visit);
    const merged = mergeNote(stored.current, latest.current, incoming);
    stored.current = incoming;
    latest.current = mine ? merged.values : { ...merged.values, ...merged.theirs };
    setValues(latest.current);
    asking.current = false;
    setTheirs({});
    setFailure(null);
    void save();
  };

  const save = useCallback(async () => {
    window.clearTimeout(timer.current);
    if (saving.current) await saving.current;
    if (asking.current) return false;
    const typed = latest.current;
    if (noteFields.every((field) => typed[field] === stored.current[field])) {
      setState('saved');
      dropDraft(key);
      return true;
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
    return stored.current === typed;
  }, [key, visit.id]);
  useImperativeHandle(props.ref, () => ({ save }), [save]);

  // Leaving the screen is leaving the field.
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      void save();
    },
    [save],
  );

  const type = (field: NoteField, text: string) => write({ ...latest.current, [field]: text });
  const write = (next: NoteValues) => {
    latest.current = next;
    setValues(next);
    setState('typing');
    keepDraft(key, next);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void save(), QUIET_MS);
  };
  const input = (field: NoteField) => ({
    label: t(`note.${field}`),
    value: values[field],
    readOnly,
    onChange: (event: { currentTarget: { value: string } }) => type(field, event.currentTarget.value),
    onBlur: () => void save(),
    'data-testid': `note-${field}`,
  });

  return (
    <Stack gap="sm" data-testid="note-form">
      {!readOnly && <InsertTemplate kind={visit.kind} read={() => latest.current} write={write} />}
      <TextInput {...input('reason')} />
      {bodyFields.map((field) => (
        <Textarea key={field} autosize minRows={field === 'follow_up_instructions' ? 1 : 3} placeholder={readOnly ? '' : t(`note.${field}.hint`)} {...input(field)} />
      ))}
      {Object.keys(theirs).length > 0 && (
        <Note tone="amber" testid="note-theirs">
          {t('note.theirs')}
          {noteFields.map((field) =>
            theirs[field] === undefined ? null : (
              <Text key={field} size="sm" className="prewrap any-script" mt={4}>
                <b>{t(`note.${field}`)}:</b> {theirs[field] || t('conflict.empty')}
              </Text>
            ),
          )}
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" variant="default" onClick={() => choose(true)} data-testid="note-keep-mine">
              {t('note.keep_mine')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => choose(false)} data-testid="note-take-theirs">
              {t('note.take_theirs')}
            </Button>
          </Group>
        </Note>
      )}
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
