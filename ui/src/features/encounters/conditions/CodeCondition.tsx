import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { ProblemRow } from '../../../api/commands';
import type { Failure } from '../../../api/failure';
import { useAct } from '../../../api/useCommand';
import { say, t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { useDialogKeys } from '../../../shared/keyboard/useDialogKeys';
import { Note } from '../../../shared/look/Note';
import { Icd10Choice, type ChosenCode } from './Icd10Choice';

/** What a coder would say of the code that was just given: it stands, and can be given anew. */
function Warned(props: { warnings: readonly string[]; onDone: () => void }) {
  useDialogKeys(props.onDone, props.onDone);
  return (
    <>
      <Note tone="amber" testid="condition-code-warnings">
        <div>{t('condition.code.warned')}</div>
        {props.warnings.map((warning) => (
          <div key={warning}>{say(warning)}</div>
        ))}
      </Note>
      <Group justify="flex-end" mt="md">
        <Button onClick={props.onDone} data-autofocus data-testid="condition-code-done">
          {t('common.done')}
        </Button>
      </Group>
    </>
  );
}

/** Gives a condition its code; the words stay as the doctor wrote them. */
export function CodeCondition(props: { problem: ProblemRow; onDone: () => void }) {
  const { problem } = props;
  const give = useAct('encounters.code_condition');
  const [chosen, setChosen] = useState<ChosenCode | null>(null);
  const [missing, setMissing] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const submit = () => {
    setFailure(null);
    setMissing(!chosen?.code);
    if (!chosen?.code) return;
    give.mutate(
      { id: problem.id, version: problem.version, icd10_code: chosen.code },
      {
        onSuccess: (answer) => {
          if (answer.warnings.length === 0) props.onDone();
          else setWarnings(answer.warnings);
        },
        onError: setFailure,
      },
    );
  };
  if (warnings.length > 0) return <Warned warnings={warnings} onDone={props.onDone} />;
  const beside = failure?.field === 'icd10_code';
  const standing = problem.icd10_code ?? problem.foreign_code;
  return (
    <FormFrame banner={beside ? null : failure} submitLabel={t('condition.code.submit')} pending={give.isPending} onSubmit={submit} onClose={props.onDone} testid="condition-code">
      <Text size="sm" className="any-script">
        {standing === null ? t('condition.code.none', { condition: problem.condition_name }) : t('condition.code.standing', { condition: problem.condition_name, code: standing })}
      </Text>
      <Icd10Choice
        label={t('condition.code.find')}
        startWith={problem.condition_name}
        chosen={chosen}
        onChoose={(next) => {
          setChosen(next);
          setMissing(false);
        }}
        error={beside ? failure.sentence : missing ? t('condition.code.missing') : null}
        autoFocus
        testid="condition-code-find"
      />
    </FormFrame>
  );
}
