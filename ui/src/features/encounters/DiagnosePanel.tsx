import { Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ProblemRow } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { choices } from '../../shared/forms/choices';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { ConditionMenu } from './conditions/ConditionMenu';
import { Icd10Choice, type ChosenCode } from './conditions/Icd10Choice';
import { RefutedConditions } from './conditions/RefutedConditions';
import { severities } from './conditions/words';

const statuses = ['active', 'chronic', 'in_remission', 'resolved'] as const;

interface Props {
  patientId: string;
  visitId: string;
  conditions: readonly ProblemRow[];
  readOnly: boolean;
}

/** Diagnoses of this visit, found in ICD-10 by words or by code. */
export function DiagnosePanel({ patientId, visitId, conditions, readOnly }: Props) {
  const diagnose = useAct('encounters.diagnose');
  const [chosen, setChosen] = useState<ChosenCode | null>(null);
  const [severity, setSeverity] = useState<string | null>(null);
  const [status, setStatus] = useState<string>('active');
  const [warnings, setWarnings] = useState<string[]>([]);
  // The search begins anew after each of them.
  const [added, setAdded] = useState(0);
  const submit = () => {
    if (!chosen) return;
    diagnose.mutate(
      { patient_id: patientId, visit_id: visitId, icd10_code: chosen.code, condition_name: chosen.name, severity, status, onset_on: null, notes: null },
      {
        onSuccess: (answer) => {
          setWarnings(answer.warnings);
          setChosen(null);
          setAdded((count) => count + 1);
          setSeverity(null);
          setStatus('active');
        },
      },
    );
  };

  return (
    <Panel title={t('diagnose.title')} count={conditions.length} testid="diagnose">
      {conditions.map((condition) => (
        <Group key={condition.id} gap="xs" wrap="nowrap" data-testid="diagnosis">
          <Badge color="gray" miw="4.2rem" className="numbers">
            {condition.icd10_code ?? condition.foreign_code ?? t('diagnose.no_code')}
          </Badge>
          <Text flex={1} className="any-script">
            {condition.condition_name}
          </Text>
          <Text size="sm" c="dimmed">
            {[word('severity', condition.severity), condition.status === 'active' ? null : word('condition_status', condition.status), word('condition_verification', condition.verification)].filter(Boolean).join(' · ')}
          </Text>
          <ConditionMenu problem={condition} />
        </Group>
      ))}
      {conditions.length === 0 && readOnly && (
        <Text size="sm" c="dimmed">
          {t('common.none')}
        </Text>
      )}
      {warnings.map((warning) => (
        <Note key={warning} tone="amber">
          {say(warning)}
        </Note>
      ))}
      {!readOnly && (
        <Stack gap="xs">
          <Icd10Choice key={added} label={t('diagnose.find')} chosen={chosen} onChoose={setChosen} wordsToo testid="diagnose-find" />
          {chosen && (
            <Group align="flex-end" gap="xs">
              <Select flex={1} label={t('diagnose.severity')} clearable data={choices('severity', severities)} value={severity} onChange={setSeverity} />
              <Select flex={1} label={t('diagnose.status')} data={choices('condition_status', statuses)} value={status} onChange={(value) => setStatus(value ?? 'active')} allowDeselect={false} />
              <Button onClick={submit} loading={diagnose.isPending} data-testid="diagnose-submit">
                {t('diagnose.submit')}
              </Button>
            </Group>
          )}
          <FailureNote failure={diagnose.error} />
        </Stack>
      )}
      <div>
        <RefutedConditions patientId={patientId} visitId={visitId} />
      </div>
    </Panel>
  );
}
