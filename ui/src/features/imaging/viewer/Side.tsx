import { ActionIcon, Badge, Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { FailureNote, Note } from '../../../shared/look/Note';
import { showNumber } from '../../../shared/time/format';
import { imageNameOf } from '../fileName';
import { RejectFinding } from '../RejectFinding';
import type { Finding, Scan } from '../types';
import { measured, type Numbered } from './Marks';
import type { Measurement } from './measure';
import classes from './Viewer.module.css';

function FindingRow(props: { each: Numbered; scan: Scan; onGo: () => void; onReject: () => void }) {
  const { finding, number } = props.each;
  const mayRead = useMay('read_scans');
  const decide = useAct('imaging.decide_finding');
  const proposed = finding.status === 'proposed';
  const frame = finding.frame_number !== null && finding.frame_number > 1 ? t('imaging.frame', { number: finding.frame_number }) : null;
  const where = finding.scan_file_id === null ? t('viewer.finding.nowhere') : [imageNameOf(props.scan, finding.scan_file_id), frame].filter(Boolean).join(' · ');
  const words = (
    <>
      <Group gap={6}>
        <Text span fw={600} size="sm" td={finding.status === 'rejected' ? 'line-through' : undefined} className="any-script">
          {showNumber(number, 0)} {finding.kind}
        </Text>
        <Badge size="sm" color={proposed ? 'orange' : finding.status === 'accepted' ? 'green' : 'gray'} className={classes.state ?? ''} data-status={finding.status}>
          {t(finding.ai_analysis_id === null && finding.status === 'accepted' ? 'imaging.finding.seen' : `finding_status.${finding.status}`)}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" className="any-script">
        {[finding.location_text, where, finding.confidence === null ? null : t('imaging.analysis.sure', { percent: showNumber(finding.confidence * 100, 0) })].filter(Boolean).join(' · ')}
      </Text>
    </>
  );
  return (
    <div className={classes.row} data-testid="viewer-finding">
      {finding.scan_file_id === null ? (
        words
      ) : (
        <UnstyledButton className={classes.go} onClick={props.onGo} title={t('viewer.finding.go', { what: finding.kind })} data-testid="viewer-finding-go">
          {words}
        </UnstyledButton>
      )}
      {proposed && mayRead && (
        <Group gap={6} mt={4}>
          <Button size="compact-xs" variant="default" leftSection={<IconCheck size={14} />} loading={decide.isPending} onClick={() => decide.mutate({ id: finding.id, version: finding.version, accept: true, reason: null })} aria-label={t('imaging.finding.accept.which', { what: finding.kind })} data-testid="finding-accept">
            {t('imaging.finding.accept')}
          </Button>
          <Button size="compact-xs" variant="default" leftSection={<IconX size={14} />} onClick={props.onReject} aria-label={t('imaging.finding.reject.which', { what: finding.kind })} data-testid="finding-reject">
            {t('imaging.finding.reject')}
          </Button>
        </Group>
      )}
      <FailureNote failure={decide.error} />
    </div>
  );
}

/** What was found and what was measured, beside the picture. */
export function Side(props: { scan: Scan; findings: readonly Numbered[]; hidden: boolean; measurements: readonly Measurement[]; onGo: (finding: Finding) => void; onRemove: (id: number) => void }) {
  const { findings, measurements } = props;
  const [rejecting, setRejecting] = useState<Finding | null>(null);
  return (
    <aside className={classes.side} aria-label={t('viewer.side')} data-testid="viewer-side">
      <Text component="h2" fw={620} size="sm" className={classes.sideTitle}>
        {t('imaging.findings')}
      </Text>
      {props.hidden && findings.length > 0 && <Note tone="amber">{t('viewer.findings.hidden')}</Note>}
      {findings.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('imaging.findings.empty')}
        </Text>
      )}
      {findings.map((each) => (
        <FindingRow key={each.finding.id} each={each} scan={props.scan} onGo={() => props.onGo(each.finding)} onReject={() => setRejecting(each.finding)} />
      ))}
      {findings.some(({ finding }) => finding.shape !== null) && (
        <Text size="xs" c="dimmed">
          {t('viewer.finding.lines')}
        </Text>
      )}
      <Text component="h2" fw={620} size="sm" mt="sm" className={classes.sideTitle}>
        {t('viewer.measurements')}
      </Text>
      <div aria-live="polite">
        {measurements.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('viewer.measurements.empty')}
          </Text>
        )}
        {measurements.map((each) => (
          <div key={each.id} className={classes.row} data-testid="viewer-measurement">
            <Group justify="space-between" wrap="nowrap" gap={6}>
              <Text size="sm">
                {t(`viewer.measurement.${each.kind}`)} <strong className="numbers">{measured(each)}</strong>
              </Text>
              <ActionIcon variant="subtle" color="gray" size="sm" onClick={() => props.onRemove(each.id)} aria-label={t('viewer.measurement.remove', { what: `${t(`viewer.measurement.${each.kind}`)} ${measured(each)}` })} data-testid="measurement-remove">
                <IconTrash size={15} aria-hidden />
              </ActionIcon>
            </Group>
            {!each.spacing && (
              <Text size="xs" c="dimmed">
                {t(each.kind === 'angle' ? 'viewer.angle.unknown' : 'viewer.length.unknown')}
              </Text>
            )}
            {each.spacing_from === 'imager_pixel_spacing' && each.kind === 'length' && (
              <Text size="xs" c="dimmed">
                {t('viewer.length.detector')}
              </Text>
            )}
          </div>
        ))}
      </div>
      {measurements.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('viewer.measurements.not_kept')}
        </Text>
      )}
      <RejectFinding finding={rejecting} onClose={() => setRejecting(null)} />
    </aside>
  );
}
