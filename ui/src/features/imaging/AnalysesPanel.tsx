import { Badge, Button, Group, Modal, Select, Text } from '@mantine/core';
import { IconBrain, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDayAndTime, showNumber } from '../../shared/time/format';
import { ChartRow } from '../people/ChartList';
import { isQuality } from './isQuality';
import type { Analysis, Method, Scan } from './types';

/** Kinds of methods that look at pixels; rules and scores look at other things. */
const LOOKS_AT_IMAGES = ['network', 'device'];

function AskForm(props: { scan: Scan; methods: readonly Method[]; onClose: () => void }) {
  const { scan, methods } = props;
  const ask = useAct('imaging.request_analysis');
  const { form, answered, refuse, ...draft } = useDraftForm<{ ai_model_id: string | null }>(`imaging-ask:${scan.id}`, {
    blank: { ai_model_id: methods.length === 1 ? (methods[0]?.id ?? null) : null },
    validate: (values) => ({ ai_model_id: values.ai_model_id ? null : t('imaging.ask.missing') }),
  });
  const chosen = methods.find((each) => each.id === form.values.ai_model_id);
  const submit = () =>
    form.onSubmit(({ ai_model_id }) => {
      if (!ai_model_id) return;
      refuse(null);
      ask.mutate({ scan_id: scan.id, ai_model_id }, answered(props.onClose));
    })();
  return (
    <FormFrame {...draft} submitLabel={t('imaging.ask')} pending={ask.isPending} onSubmit={submit} onClose={props.onClose} testid="ask">
      <Select label={t('imaging.ask.model')} allowDeselect={false} data={methods.map((each) => ({ value: each.id, label: `${each.name} ${each.model_version}` }))} data-autofocus data-testid="ask-model" {...form.getInputProps('ai_model_id')} />
      {chosen && (
        <Text size="sm" className="any-script">
          {chosen.purpose}
        </Text>
      )}
      {chosen?.limits_text && <Text size="sm">{t('imaging.analysis.limits', { limits: chosen.limits_text })}</Text>}
      {chosen && (
        <Text size="sm" c="dimmed">
          {t(chosen.is_run_here ? 'imaging.ask.here' : 'imaging.ask.elsewhere')}
        </Text>
      )}
    </FormFrame>
  );
}

function AnalysisRow(props: { analysis: Analysis; runsHere: boolean; onDetails: () => void; onGiveUp: () => void }) {
  const { analysis } = props;
  const { time_zone: zone } = useSite();
  const mayTake = useMay('take_scans');
  const run = useAct('imaging.run_analysis');
  const stop = useAct('imaging.stop_analysis');
  const open = analysis.status === 'queued' || analysis.status === 'running';
  const when = analysis.ended_at ?? analysis.started_at;
  return (
    <ChartRow testid="analysis">
      <Group gap="xs">
        <Text span fw={580}>
          {analysis.model} {analysis.model_version}
        </Text>
        <Badge color={analysis.status === 'failed' ? 'red' : 'gray'}>{word('analysis_status', analysis.status)}</Badge>
        {analysis.overall_result && <Badge color={analysis.overall_result === 'no_findings' || analysis.overall_result === 'normal' ? 'gray' : 'orange'}>{word('analysis_result', analysis.overall_result)}</Badge>}
      </Group>
      <Text size="sm" c="dimmed" className="numbers">
        {[analysis.confidence === null ? null : t('imaging.analysis.sure', { percent: showNumber(analysis.confidence * 100, 0) }), when === null ? null : showDayAndTime(when, zone)].filter(Boolean).join(' · ')}
      </Text>
      {analysis.problem_text && <Text size="sm">{say(analysis.problem_text)}</Text>}
      {analysis.limits_text && (
        <Text size="xs" c="dimmed" className="any-script">
          {t('imaging.analysis.limits', { limits: analysis.limits_text })}
        </Text>
      )}
      <FailureNote failure={run.error ?? stop.error} />
      <Group gap={6} mt={4}>
        {mayTake && analysis.status === 'queued' && props.runsHere && !run.isPending && (
          <Button size="compact-sm" variant="default" leftSection={<IconPlayerPlay size={15} />} onClick={() => run.mutate({ id: analysis.id })} data-testid="analysis-run">
            {t('imaging.analysis.run')}
          </Button>
        )}
        {run.isPending && (
          <>
            <Text size="sm" aria-live="polite">
              {t('imaging.analysis.running')}
            </Text>
            <Button size="compact-sm" variant="default" leftSection={<IconPlayerStop size={15} />} onClick={() => stop.mutate({})} data-testid="analysis-stop">
              {t('imaging.analysis.stop')}
            </Button>
          </>
        )}
        {mayTake && open && !run.isPending && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={props.onGiveUp} data-testid="analysis-give-up">
            {t('imaging.analysis.give_up')}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={props.onDetails} data-testid="analysis-open">
          {t('imaging.analysis.details')}
        </Button>
      </Group>
    </ChartRow>
  );
}

/** What models were asked about the scan, and how far they are. */
export function AnalysesPanel(props: { scan: Scan; onDetails: (id: string) => void }) {
  const { scan, onDetails } = props;
  const mayTake = useMay('take_scans');
  const methods = useCommand('imaging.methods', {}, ['ai_models', 'findings', 'ai_analyses'], { enabled: mayTake });
  const [asking, setAsking] = useState(false);
  const [givingUp, setGivingUp] = useState<Analysis | null>(null);
  const analyses = scan.analyses.filter((each) => !isQuality(each));
  const taken = scan.status === 'acquired' || scan.status === 'reported';
  const able = (methods.data ?? []).filter((each) => each.is_active && LOOKS_AT_IMAGES.includes(each.kind) && (each.modalities.length === 0 || each.modalities.includes(scan.modality)));
  const runsHere = (analysis: Analysis) => (methods.data ?? []).some((each) => each.is_run_here && each.name === analysis.model && each.model_version === analysis.model_version);
  return (
    <Panel
      title={t('imaging.analyses')}
      count={analyses.length}
      flush
      testid="scan-analyses"
      actions={
        mayTake &&
        taken &&
        able.length > 0 && (
          <Button size="compact-sm" variant="subtle" leftSection={<IconBrain size={16} />} onClick={() => setAsking(true)} data-testid="analysis-ask">
            {t('imaging.ask')}
          </Button>
        )
      }
    >
      <FailureNote failure={methods.error} />
      {analyses.length === 0 && <Quiet>{t(!taken ? 'imaging.analyses.not_yet' : mayTake && methods.data && able.length === 0 ? 'imaging.analyses.no_model' : 'imaging.analyses.empty')}</Quiet>}
      {analyses.map((analysis) => (
        <AnalysisRow key={analysis.id} analysis={analysis} runsHere={runsHere(analysis)} onDetails={() => onDetails(analysis.id)} onGiveUp={() => setGivingUp(analysis)} />
      ))}
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('imaging.ask.title')}>
        {asking && <AskForm scan={scan} methods={able} onClose={() => setAsking(false)} />}
      </Modal>
      {givingUp && (
        <AskReason
          title={t('imaging.give_up.title', { model: `${givingUp.model} ${givingUp.model_version}` })}
          draft={`imaging-give-up:${givingUp.id}`}
          text={t('imaging.give_up.text')}
          label={t('imaging.reason')}
          missing={t('imaging.reason.missing')}
          submit={t('imaging.analysis.give_up')}
          leave={t('common.cancel')}
          send={(reason) => call('imaging.fail_analysis', { id: givingUp.id, version: givingUp.version, reason })}
          onClose={() => setGivingUp(null)}
          testid="give-up"
        />
      )}
    </Panel>
  );
}
