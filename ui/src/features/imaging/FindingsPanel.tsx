import { Anchor, Badge, Button, Drawer, Group, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDayAndTime, showNumber } from '../../shared/time/format';
import { ChartRow } from '../people/ChartList';
import { imageNameOf } from './fileName';
import { FindingForm } from './FindingForm';
import { RejectFinding } from './RejectFinding';
import classes from './ScanPage.module.css';
import type { Finding, Scan } from './types';

/** Where in the image a finding lies, in words. */
function place(finding: Finding, scan: Scan): string | null {
  if (finding.scan_file_id === null) return null;
  const image = imageNameOf(scan, finding.scan_file_id);
  const frame = finding.frame_number === null || finding.frame_number === 1 ? null : t('imaging.frame', { number: finding.frame_number });
  const { shape } = finding;
  const at = (x: number, y: number) => ({ x: showNumber(x, 0), y: showNumber(y, 0) });
  const where =
    shape === null
      ? null
      : shape.kind === 'rectangle'
        ? t('imaging.shape.area', { ...at(shape.corner.x + shape.width / 2, shape.corner.y + shape.height / 2), width: showNumber(shape.width, 0), height: showNumber(shape.height, 0) })
        : shape.kind === 'ellipse'
          ? t('imaging.shape.area', { ...at(shape.centre.x, shape.centre.y), width: showNumber(shape.radius_x * 2, 0), height: showNumber(shape.radius_y * 2, 0) })
          : shape.kind === 'point'
            ? t('imaging.shape.point', at(shape.at.x, shape.at.y))
            : t('imaging.shape.outline', { count: shape.corners.length });
  return [image, frame, where].filter(Boolean).join(' · ');
}

function FindingRow(props: { finding: Finding; scan: Scan; onReject: () => void }) {
  const { finding, scan } = props;
  const { time_zone: zone } = useSite();
  const mayRead = useMay('read_scans');
  const decide = useAct('imaging.decide_finding');
  const analysis = scan.analyses.find((each) => each.id === finding.ai_analysis_id);
  const proposed = finding.status === 'proposed';
  return (
    <ChartRow
      testid="finding"
      side={
        proposed &&
        mayRead && (
          <Group gap={6} wrap="nowrap">
            <Button size="compact-sm" variant="default" leftSection={<IconCheck size={15} />} loading={decide.isPending} onClick={() => decide.mutate({ id: finding.id, version: finding.version, accept: true, reason: null })} aria-label={t('imaging.finding.accept.which', { what: finding.kind })} data-testid="finding-accept">
              {t('imaging.finding.accept')}
            </Button>
            <Button size="compact-sm" variant="default" leftSection={<IconX size={15} />} onClick={props.onReject} aria-label={t('imaging.finding.reject.which', { what: finding.kind })} data-testid="finding-reject">
              {t('imaging.finding.reject')}
            </Button>
          </Group>
        )
      }
    >
      <Group gap="xs">
        <Text span fw={580} td={finding.status === 'rejected' ? 'line-through' : undefined} className="any-script">
          {finding.kind}
        </Text>
        <Badge color={proposed ? 'orange' : finding.status === 'accepted' ? 'green' : 'gray'} {...(proposed ? { className: classes.proposal ?? '' } : {})}>
          {t(finding.ai_analysis_id === null && finding.status === 'accepted' ? 'imaging.finding.seen' : `finding_status.${finding.status}`)}
        </Badge>
        {finding.severity && <Badge color={finding.severity === 'critical' || finding.severity === 'severe' ? 'red' : 'gray'}>{word('finding_severity', finding.severity)}</Badge>}
        {finding.is_primary && <Badge color="gray">{t('imaging.finding.is_primary')}</Badge>}
      </Group>
      {finding.description && (
        <Text size="sm" className="prewrap any-script">
          {finding.description}
        </Text>
      )}
      <Text size="sm" c="dimmed" className="any-script">
        {[finding.location_text, place(finding, scan)].filter(Boolean).join(' · ')}{' '}
        {finding.scan_file_id !== null && (
          <Anchor renderRoot={(root) => <Link {...root} to="/imaging/$scanId/view" params={{ scanId: scan.id }} search={{ image: finding.scan_file_id ?? '', frame: finding.frame_number ?? 1 }} />} size="sm" aria-label={t('viewer.finding.go', { what: finding.kind })} data-testid="finding-view">
            {t('viewer.view_file')}
          </Anchor>
        )}
      </Text>
      <Text size="xs" c="dimmed">
        {[
          analysis ? t('imaging.finding.by_model', { model: `${analysis.model} ${analysis.model_version}` }) : finding.ai_analysis_id === null ? null : t('imaging.finding.by_some_model'),
          finding.confidence === null ? null : t('imaging.analysis.sure', { percent: showNumber(finding.confidence * 100, 0) }),
          finding.decided_by && finding.decided_at !== null ? t('imaging.finding.decided', { name: finding.decided_by, when: showDayAndTime(finding.decided_at, zone) }) : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {finding.decision_reason && (
        <Text size="sm" className="any-script">
          {t('imaging.finding.because', { reason: finding.decision_reason })}
        </Text>
      )}
      <FailureNote failure={decide.error} />
    </ChartRow>
  );
}

/** What people have seen, and what models propose. */
export function FindingsPanel(props: { scan: Scan }) {
  const { scan } = props;
  const mayRead = useMay('read_scans');
  const mayTake = useMay('take_scans');
  const [adding, setAdding] = useState(false);
  const [rejecting, setRejecting] = useState<Finding | null>(null);
  const proposals = scan.findings.filter((each) => each.status === 'proposed').length;
  const begun = ['in_progress', 'acquired', 'reported'].includes(scan.status);
  return (
    <Panel
      title={t('imaging.findings')}
      count={scan.findings.length}
      flush
      testid="scan-findings"
      actions={
        mayTake &&
        begun && <AddButton label={t('imaging.finding.add')} onClick={() => setAdding(true)} testid="finding-new" />
      }
    >
      {proposals > 0 && (
        <div className={classes.notice}>
          <Note tone="amber" testid="proposals-note">
            {t('imaging.proposals', { count: proposals })} {t(mayRead ? 'imaging.proposals.decide' : 'imaging.proposals.radiologist')}
          </Note>
        </div>
      )}
      {scan.findings.length === 0 && <Quiet>{t('imaging.findings.empty')}</Quiet>}
      {scan.findings.map((finding) => (
        <FindingRow key={finding.id} finding={finding} scan={scan} onReject={() => setRejecting(finding)} />
      ))}
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('imaging.finding.add')} size="28rem">
        {adding && <FindingForm scan={scan} onClose={() => setAdding(false)} />}
      </Drawer>
      <RejectFinding finding={rejecting} onClose={() => setRejecting(null)} />
    </Panel>
  );
}
