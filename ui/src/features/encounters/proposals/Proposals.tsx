import { Button, Checkbox, Popover, Text } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../../api/call';
import { toFailure, type Failure } from '../../../api/failure';
import { useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { FailureNote, Note } from '../../../shared/look/Note';
import { Panel, Quiet } from '../../../shared/look/Page';
import { ProposalRow } from './ProposalRow';

const TABLES = ['diagnoses', 'recommendations', 'medical_conditions', 'lab_results'] as const;

/** Looks at the record by the published criteria, and says what could not be judged. */
function Look(props: { patientId: string; visitId: string | null; onLooked: (notJudged: readonly string[], count: number) => void }) {
  const [opened, setOpened] = useState(false);
  const [symptoms, setSymptoms] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const look = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const of = { patient_id: props.patientId, visit_id: props.visitId };
      const diagnoses = await call('encounters.propose_diagnoses', { ...of, hyperglycaemia_symptoms: symptoms });
      const recommendations = await call('encounters.propose_recommendations', of);
      props.onLooked([...new Set([...diagnoses.not_judged, ...recommendations.not_judged])], diagnoses.proposed.length + recommendations.proposed.length);
      setOpened(false);
    } catch (thrown) {
      setFailure(toFailure(thrown, t('failure.unknown')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" shadow="md" width={340}>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" leftSection={<IconListSearch size={16} />} onClick={() => setOpened(!opened)} data-testid="proposals-look">
          {t('proposal.look')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <FormFrame banner={failure} submitLabel={t('proposal.look.submit')} pending={busy} focusOn="submit" onSubmit={() => void look()} testid="proposals-look">
          <Text size="sm">{t('proposal.look.text')}</Text>
          <Checkbox label={t('proposal.symptoms')} description={t('proposal.symptoms.hint')} checked={symptoms} onChange={(event) => setSymptoms(event.currentTarget.checked)} data-testid="proposals-symptoms" />
        </FormFrame>
      </Popover.Dropdown>
    </Popover>
  );
}

/** What rules propose for a patient. Nothing of it stands until a doctor has accepted it. */
export function Proposals(props: { patientId: string; visitId: string | null }) {
  const { patientId, visitId } = props;
  const loaded = useCommand('encounters.proposals', { patient_id: patientId }, TABLES);
  const mayAsk = useMay('ask_proposals');
  const [past, setPast] = useState(false);
  const [looked, setLooked] = useState<{ notJudged: readonly string[]; count: number } | null>(null);
  const [warnings, setWarnings] = useState<readonly string[]>([]);
  const all = [
    ...(loaded.data?.diagnoses ?? []).map((proposal) => ({ sort: 'diagnosis' as const, proposal })),
    ...(loaded.data?.recommendations ?? []).map((proposal) => ({ sort: 'recommendation' as const, proposal })),
  ];
  const open = all.filter(({ proposal }) => proposal.status === 'proposed');
  const decided = all.filter(({ proposal }) => proposal.status !== 'proposed');
  const row = ({ sort, proposal }: (typeof all)[number]) => <ProposalRow key={proposal.id} sort={sort} proposal={proposal} patientId={patientId} visitId={visitId} onAccepted={setWarnings} />;
  return (
    <Panel
      title={t('proposal.title')}
      count={open.length}
      flush
      testid="proposals"
      actions={mayAsk && <Look patientId={patientId} visitId={visitId} onLooked={(notJudged, count) => setLooked({ notJudged, count })} />}
    >
      {loaded.error && (
        <Quiet>
          <FailureNote failure={loaded.error} />
        </Quiet>
      )}
      {open.length > 0 && (
        <Text size="xs" c="dimmed" px="0.9rem" pt={8}>
          {t('proposal.nature')}
        </Text>
      )}
      {warnings.map((warning) => (
        <Quiet key={warning}>
          <Note tone="amber">{warning}</Note>
        </Quiet>
      ))}
      {open.map(row)}
      {loaded.data && open.length === 0 && <Quiet>{t('proposal.empty')}</Quiet>}
      {looked && (
        <Quiet role="status" testid="proposals-looked">
          {t('proposal.looked', { count: looked.count })}
          {looked.notJudged.length > 0 && (
            <>
              {' '}
              {t('proposal.not_judged')}
              <ul style={{ margin: '0.25rem 0 0', paddingInlineStart: '1.2rem' }}>
                {looked.notJudged.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </>
          )}
        </Quiet>
      )}
      {decided.length > 0 && (
        <Button variant="subtle" size="compact-sm" m={6} aria-expanded={past} onClick={() => setPast(!past)} data-testid="proposals-past">
          {t('proposal.past', { count: decided.length })}
        </Button>
      )}
      {past && decided.map(row)}
    </Panel>
  );
}
