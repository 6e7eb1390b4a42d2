import { Anchor, Badge, Button, Drawer, Group, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconCalendarTime, IconPhoto, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { Facts } from '../../shared/look/Facts';
import { FailureNote, Note } from '../../shared/look/Note';
import { Page, Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import classes from '../people/ChartHeader.module.css';
import { patientFacts } from '../people/patientFacts';
import { AcquireForm } from './AcquireForm';
import { AnalysesPanel } from './AnalysesPanel';
import { AnalysisDetails } from './AnalysisDetails';
import { CancelScan } from './CancelScan';
import { FindingsPanel } from './FindingsPanel';
import { PriorityBadge } from './PriorityBadge';
import { QualityPanel } from './QualityPanel';
import { ReportsPanel } from './ReportsPanel';
import { ScanFiles } from './ScanFiles';
import { ScheduleForm } from './ScheduleForm';
import { scanName } from './scanName';

const route = getRouteApi('/imaging/$scanId');

const TABLES = ['scans', 'scan_files', 'ai_analyses', 'findings', 'reports', 'patients', 'users'] as const;

/** One scan: why it was ordered, its images, what models propose, and what the radiologist says. */
export function ScanPage() {
  const { scanId } = route.useParams();
  const { time_zone: zone } = useSite();
  const loaded = useCommand('imaging.scan', { id: scanId }, TABLES);
  const start = useAct('imaging.start');
  const mayOrder = useMay('order_scans');
  const mayTake = useMay('take_scans');
  const [open, setOpen] = useState<'nothing' | 'schedule' | 'acquire' | 'cancel'>('nothing');
  const [analysis, setAnalysis] = useState<string | null>(null);
  const close = () => setOpen('nothing');
  const scan = loaded.data;

  if (!scan) {
    return loaded.error ? (
      <Page
        title={t('nav.imaging')}
        actions={
          <Button component={Link} to="/imaging" variant="default" leftSection={<IconArrowLeft size={16} className="mirrored" />}>
            {t('imaging.to_list')}
          </Button>
        }
      >
        <FailureNote failure={loaded.error} />
      </Page>
    ) : null;
  }
  const name = scanName(scan);
  const hand = { id: scan.id, version: scan.version, name };
  const planned = scan.status === 'ordered' || scan.status === 'scheduled';
  const when = (at: number | null) => (at === null ? null : showDayAndTime(at, zone));
  return (
    <div data-testid="scan">
      <header className={classes.header}>
        <div className={classes.inner}>
          <Anchor component={Link} to="/imaging" size="sm">
            {t('imaging.to_list')}
          </Anchor>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <div>
              <Group gap="xs">
                <Title order={1} className={classes.name}>
                  {name}
                </Title>
                <PriorityBadge priority={scan.priority} />
                <Badge color={scan.status === 'cancelled' ? 'gray' : 'accent'} data-testid="scan-status">
                  {word('scan_status', scan.status)}
                </Badge>
              </Group>
              <Group gap={8}>
                <Anchor component={Link} to={`/patients/${scan.patient.id}`} fw={600} c="inherit" className="any-script">
                  {scan.patient.display_name}
                </Anchor>
                <Text size="sm" c="dimmed" className="numbers">
                  {patientFacts(scan.patient)}
                </Text>
              </Group>
              <Text size="sm" c="dimmed" className="any-script">
                {[scan.scan_number, scan.study_description].filter(Boolean).join(' · ')}
              </Text>
            </div>
            <Group gap="xs" wrap="nowrap">
              {scan.series.some((series) => series.files.length > 0) && (
                <Button component={Link} to={`/imaging/${scan.id}/view`} variant={scan.status === 'in_progress' ? 'default' : 'filled'} leftSection={<IconPhoto size={16} />} data-testid="scan-view">
                  {t('viewer.open')}
                </Button>
              )}
              {mayOrder && (planned || scan.status === 'in_progress') && (
                <Button variant="subtle" color="red" leftSection={<IconX size={16} />} onClick={() => setOpen('cancel')} data-testid="scan-cancel">
                  {t('imaging.cancel')}
                </Button>
              )}
              {mayOrder && planned && (
                <Button variant="default" leftSection={<IconCalendarTime size={16} />} onClick={() => setOpen('schedule')} data-testid="scan-schedule">
                  {t(scan.status === 'ordered' ? 'imaging.schedule' : 'imaging.schedule.again')}
                </Button>
              )}
              {mayTake && planned && (
                <Button leftSection={<IconPlayerPlay size={16} />} loading={start.isPending} onClick={() => start.mutate({ id: scan.id, version: scan.version })} data-testid="scan-start">
                  {t('imaging.start')}
                </Button>
              )}
              {mayTake && scan.status === 'in_progress' && (
                <Button onClick={() => setOpen('acquire')} data-testid="scan-acquire">
                  {t('imaging.acquire')}
                </Button>
              )}
            </Group>
          </Group>
          <FailureNote failure={start.error} />
          {scan.cancel_reason && scan.status === 'cancelled' && <Note tone="plain">{t('imaging.was_cancelled', { reason: scan.cancel_reason })}</Note>}
        </div>
      </header>
      <div className={classes.body}>
        <div className={classes.col}>
          <ReportsPanel scan={scan} />
          <FindingsPanel scan={scan} />
        </div>
        <div className={classes.col}>
          <Panel title={t('imaging.order.title')} testid="scan-facts">
            <Facts
              rows={[
                [t('imaging.order.reason'), scan.reason],
                [t('imaging.order.question'), scan.clinical_question],
                [t('imaging.fact.ordered'), [when(scan.ordered_at), scan.ordered_by].filter(Boolean).join(' · ')],
                [t('imaging.fact.scheduled'), when(scan.scheduled_at)],
                [t('imaging.fact.where'), [scan.resource, scan.room].filter(Boolean).join(' · ')],
                [t('imaging.fact.acquired'), [when(scan.acquired_at), scan.technician].filter(Boolean).join(' · ')],
                [t('imaging.acquire.dose'), scan.dose_text],
                [t('imaging.fact.reported'), when(scan.completed_at)],
                [t('imaging.acquire.notes'), scan.notes],
                [
                  t('imaging.fact.visit'),
                  scan.visit_id && (
                    <Anchor component={Link} to={`/visits/${scan.visit_id}`} size="sm">
                      {t('appointment.open_visit')}
                    </Anchor>
                  ),
                ],
              ]}
            />
          </Panel>
          <QualityPanel scan={scan} onDetails={setAnalysis} />
          <AnalysesPanel scan={scan} onDetails={setAnalysis} />
          <ScanFiles scan={scan} />
        </div>
      </div>
      <Drawer opened={open === 'schedule'} onClose={close} title={t('imaging.schedule.title')} size="30rem">
        {open === 'schedule' && <ScheduleForm scan={hand} scheduled_at={scan.scheduled_at} room={scan.room} again={scan.status === 'scheduled'} onClose={close} />}
      </Drawer>
      <Drawer opened={open === 'acquire'} onClose={close} title={t('imaging.acquire.title')} size="28rem">
        {open === 'acquire' && <AcquireForm scan={hand} onClose={close} />}
      </Drawer>
      <Drawer opened={analysis !== null} onClose={() => setAnalysis(null)} title={t('imaging.analysis.title')} size="34rem">
        {analysis !== null && <AnalysisDetails id={analysis} scan={scan} onClose={() => setAnalysis(null)} />}
      </Drawer>
      {open === 'cancel' && <CancelScan scan={{ id: scan.id, version: scan.version, name, patient: scan.patient.display_name }} onClose={close} />}
    </div>
  );
}
