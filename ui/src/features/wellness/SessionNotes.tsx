import { Accordion, Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite, useUser } from '../../app/session';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDayAndTime, showNumber } from '../../shared/time/format';
import { scripts, type SessionShown } from './sessionWords';
import classes from './wellness.module.css';

type TherapyNote = SessionShown['notes'][number];
type Answers = NonNullable<TherapyNote['answers']>;

function NoteForm(props: { sessionId: string; note: TherapyNote | null; onDone: () => void }) {
  const { sessionId, note, onDone } = props;
  const write = useAct('wellness.write_note');
  const { form, answered, banner } = useDraftForm<{ content: string; language: string }>(`therapy-note:${sessionId}:${note?.id ?? 'new'}`, { blank: { content: note?.content ?? '', language: '' } });
  const submit = () =>
    form.onSubmit(({ content, language }) =>
      write.mutate(
        { session_id: sessionId, note: note ? { id: note.id, version: note.version } : null, content, language: language === '' ? null : language },
        answered(() => {
          form.setValues({ content: '' });
          onDone();
        }),
      ),
    )();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="xs">
        <Textarea
          aria-label={t('session.note')}
          autosize
          minRows={4}
          className="any-script"
          data-testid="therapy-note"
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              submit();
            }
          }}
          {...form.getInputProps('content')}
        />
        <FailureNote failure={banner} />
        <Group justify="space-between" align="flex-end">
          <Select
            size="xs"
            label={t('session.note.language')}
            allowDeselect={false}
            data={[
              { value: '', label: t('session.note.language.own') },
              { value: 'en', label: t('session.note.language.en') },
              { value: 'und', label: t('session.note.language.other') },
            ]}
            {...form.getInputProps('language')}
          />
          <Group gap="xs">
            {note && (
              <Button variant="default" onClick={onDone}>
                {t('common.close')}
              </Button>
            )}
            <Button type="submit" disabled={form.values.content.trim() === ''} loading={write.isPending} data-testid="therapy-note-save">
              {t('session.note.save')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

/** What was answered, question by question, in the wording that is in use. */
function ShownAnswers(props: { answers: Answers }) {
  const script = scripts.find((each) => props.answers.script.startsWith(`${each}/`));
  const loaded = useCommand('wellness.script', { script: script ?? 'phq9' }, [], { enabled: script !== undefined });
  const wording = loaded.data && props.answers.script === `${script ?? ''}/${loaded.data.version}` ? loaded.data : null;
  return (
    <ol>
      {props.answers.answers.map((points, index) => (
        // Answers have no other name than their place.
        <li key={index}>
          <Text size="sm">
            {wording ? `${wording.questions[index] ?? ''}: ${wording.options[points] ?? points}` : points}
          </Text>
        </li>
      ))}
    </ol>
  );
}

function tone(score: number): string {
  const which = score >= 0.05 ? 'positive' : score <= -0.05 ? 'negative' : 'even';
  return t('session.note.tone', { tone: t(`session.note.tone.${which}`), score: showNumber(score, 2) });
}

/** What was written and answered in a session. Whoever wrote a note changes it. */
export function SessionNotes(props: { shown: SessionShown }) {
  const { time_zone: zone } = useSite();
  const user = useUser();
  const [changing, setChanging] = useState<string | null>(null);
  const { session, notes } = props.shown;
  const mayWrite = session.status !== 'planned';
  return (
    <Stack gap="md">
      {mayWrite && (
        <Panel title={t('session.note.write')} testid="session-note">
          <Text size="xs" c="dimmed">
            {t('session.note.private')}
          </Text>
          <NoteForm sessionId={session.id} note={null} onDone={() => undefined} />
        </Panel>
      )}
      <Panel title={t('session.notes')} count={notes.length} flush testid="session-notes">
        {notes.length === 0 && <Quiet>{t('session.notes.empty')}</Quiet>}
        {[...notes].reverse().map((note) => (
          <div key={note.id} className={classes.note} data-testid="session-note-line">
            <Group justify="space-between" wrap="nowrap">
              <Text size="xs" c="dimmed">
                {[showDayAndTime(note.written_at, zone), note.author].filter(Boolean).join(' · ')}
              </Text>
              {note.answers === null && note.author_id === user.id && changing !== note.id && (
                <Button size="compact-xs" variant="subtle" onClick={() => setChanging(note.id)} data-testid="therapy-note-change">
                  {t('session.note.change')}
                </Button>
              )}
            </Group>
            {note.answers && (
              <>
                <Text fw={590}>{t('session.answers', { script: note.answers.script.split('/')[0] === 'gad7' ? t('session.script.gad7') : t('session.script.phq9'), score: note.answers.score })}</Text>
                <Text size="sm">{note.response_text}</Text>
                <Accordion chevronPosition="left">
                  <Accordion.Item value="answers" style={{ borderBottom: 0 }}>
                    <Accordion.Control px={0} py={0}>
                      <Text size="sm">{t('session.answers.show')}</Text>
                    </Accordion.Control>
                    <Accordion.Panel>
                      <ShownAnswers answers={note.answers} />
                    </Accordion.Panel>
                  </Accordion.Item>
                </Accordion>
              </>
            )}
            {changing === note.id ? (
              <NoteForm sessionId={session.id} note={note} onDone={() => setChanging(null)} />
            ) : (
              note.content && <Text className="any-script prewrap">{note.content}</Text>
            )}
            {note.sentiment_score !== null && (
              <Text size="xs" c="dimmed">
                {tone(note.sentiment_score)}
              </Text>
            )}
          </div>
        ))}
      </Panel>
    </Stack>
  );
}
