import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t } from '../../app/messages';
import { useDraft } from '../../shared/forms/draft';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { Note } from '../../shared/look/Note';
import type { Script } from './sessionWords';
import classes from './wellness.module.css';

type Answered = ResponseOf<'wellness.answer_script'>;

function Outcome(props: { script: Script; answered: Answered; onClose: () => void }) {
  const { answered } = props;
  useDialogKeys(props.onClose, props.onClose);
  return (
    <Stack role="status" data-testid="script-outcome">
      {answered.alert_id && <Note tone="red">{t('session.script.called')}</Note>}
      <Text fw={620}>{t('session.script.done', { script: t(`session.script.${props.script}`), score: answered.score, severity: answered.severity })}</Text>
      <div>
        <Text size="sm" c="dimmed">
          {t('session.script.said')}
        </Text>
        <Text>{answered.response_text}</Text>
      </div>
      <Group justify="flex-end">
        <Button onClick={props.onClose} data-autofocus data-testid="script-close">
          {t('common.done')}
        </Button>
      </Group>
    </Stack>
  );
}

/** A questionnaire, question by question; the keys 1 to 4 of a row are its arrow keys. */
export function AnswerScript(props: { sessionId: string; script: Script; onClose: () => void }) {
  const { sessionId, script, onClose } = props;
  const loaded = useCommand('wellness.script', { script }, []);
  const answer = useAct('wellness.answer_script');
  const draft = useDraft<{ answers: Record<number, number> }>(`script:${sessionId}:${script}`, { answers: {} });
  const [answers, setAnswers] = useState(draft.initial.answers);
  const shown = loaded.data;
  const left = (shown?.questions ?? []).filter((_, index) => answers[index] === undefined).length;
  const ready = shown !== undefined && left === 0;
  const submit = () => {
    if (!ready) return;
    answer.mutate({ session_id: sessionId, script, version: shown.version, answers: shown.questions.map((_, index) => answers[index] ?? 0) }, { onSuccess: () => draft.drop() });
  };
  if (answer.data) return <Outcome script={script} answered={answer.data} onClose={onClose} />;
  return (
    <FormFrame
      banner={loaded.error ?? answer.error}
      submitLabel={t('session.script.submit')}
      disabled={!ready}
      pending={answer.isPending}
      across={
        <Text size="sm" c="dimmed" role="status">
          {left > 0 ? t('session.script.left', { count: left }) : ''}
        </Text>
      }
      onSubmit={submit}
      onClose={onClose}
      testid="script"
    >
      <Text fw={590}>{shown?.stem}</Text>
      <div>
        {shown?.questions.map((question, index) => (
          <div key={question} className={classes.question}>
            <Radio.Group
              label={`${index + 1}. ${say(question)}`}
              value={answers[index] === undefined ? null : String(answers[index])}
              onChange={(value) => {
                const next = { ...answers, [index]: Number(value) };
                setAnswers(next);
                draft.keep({ answers: next });
              }}
            >
              <Group gap="md" mt={6}>
                {shown.options.map((option, points) => (
                  <Radio key={option} value={String(points)} label={say(option)} data-testid={`answer-${index}-${points}`} />
                ))}
              </Group>
            </Radio.Group>
          </div>
        ))}
      </div>
      {shown && (
        <Text size="xs" c="dimmed">
          {t('session.script.source', { source: shown.source })}
        </Text>
      )}
    </FormFrame>
  );
}
