import { Badge, Button, Group, Select, Text } from '@mantine/core';
import { IconEdit, IconPhone, IconReportMedical } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { isQuality } from './isQuality';
import { ReportEditor } from './ReportEditor';
import classes from './ScanPage.module.css';
import type { Report, Scan } from './types';

const texts = ['findings_text', 'impression', 'recommendations'] as const;

function StartReport(props: { scan: Scan }) {
  const { scan } = props;
  const start = useAct('imaging.start_report');
  const templates = useCommand('imaging.report_templates', { modality: scan.modality }, ['report_templates']);
  const { form, saved, refuse, ...draft } = useDraftForm<{ template_id: string | null; ai_analysis_id: string | null }>(`imaging-start-report:${scan.id}`, { blank: { template_id: null, ai_analysis_id: null } });
  const analyses = scan.analyses.filter((each) => each.status === 'completed' && !isQuality(each));
  const chosen = (templates.data ?? []).find((each) => each.id === form.values.template_id);
  // A wording for the part of the body that was scanned stands first.
  const fitting = [...(templates.data ?? [])].sort((a, b) => Number(b.body_part !== null && b.body_part === scan.body_part) - Number(a.body_part !== null && a.body_part === scan.body_part));
  const submit = () => {
    refuse(null);
    start.mutate({ scan_id: scan.id, template_id: form.values.template_id, ai_analysis_id: form.values.ai_analysis_id }, { onSuccess: saved, onError: refuse });
  };
  return (
    <FormFrame {...draft} banner={draft.banner ?? templates.error} submitLabel={t('imaging.report.start')} submitIcon={<IconReportMedical size={16} aria-hidden />} pending={start.isPending} onSubmit={submit} testid="start-report">
      <Select label={t('imaging.report.template')} placeholder={t('imaging.report.no_template')} clearable searchable data={fitting.map((each) => ({ value: each.id, label: each.name }))} data-testid="report-template" {...form.getInputProps('template_id')} />
      {chosen && (
        <Text size="sm" c="dimmed" className="prewrap any-script" data-testid="template-wording">
          {[chosen.findings_text, chosen.impression_text, chosen.recommendations_text].filter(Boolean).join('\n')}
        </Text>
      )}
      {analyses.length > 0 && (
        <Select label={t('imaging.report.analysis')} description={t('imaging.report.analysis.text')} clearable data={analyses.map((each) => ({ value: each.id, label: `${each.model} ${each.model_version}` }))} data-testid="report-analysis" {...form.getInputProps('ai_analysis_id')} />
      )}
    </FormFrame>
  );
}

/** The word for where a report stands; a colour only where somebody has to act or must not rely on it. */
function ReportState(props: { report: Report }) {
  const { status } = props.report;
  return <Badge color={status === 'signed' ? 'green' : status === 'preliminary' ? 'orange' : 'gray'}>{word('report_status', status)}</Badge>;
}

function ReportShown(props: { report: Report; mayAmend: boolean; onAmend: () => void; onTell: () => void }) {
  const { report } = props;
  const { time_zone: zone } = useSite();
  const mayTell = useMay('take_scans');
  const over = report.status === 'amended' || report.status === 'cancelled';
  const untold = report.status === 'signed' && report.overall_result === 'critical' && report.told_at === null;
  return (
    <article className={classes.report} data-over={over || undefined} data-testid="report" data-status={report.status}>
      <Group gap="xs" justify="space-between">
        <Group gap="xs">
          <ReportState report={report} />
          {report.overall_result && <Badge color={report.overall_result === 'critical' ? 'red' : report.overall_result === 'abnormal' ? 'orange' : 'gray'}>{word('imaging_result', report.overall_result)}</Badge>}
          <Text size="sm" c="dimmed">
            {[word('report_kind', report.kind), report.signed_by && report.signed_at !== null ? t('imaging.report.signed', { name: report.signed_by, when: showDayAndTime(report.signed_at, zone) }) : null].filter(Boolean).join(' · ')}
          </Text>
        </Group>
        <Group gap={6}>
          {mayTell && !over && report.status !== 'draft' && (
            <Button size="compact-sm" variant={untold ? 'filled' : 'default'} leftSection={<IconPhone size={15} />} onClick={props.onTell} data-testid="report-tell">
              {t(report.told_at === null ? 'imaging.tell' : 'imaging.tell.again')}
            </Button>
          )}
          {props.mayAmend && report.status === 'signed' && (
            <Button size="compact-sm" variant="default" leftSection={<IconEdit size={15} />} onClick={props.onAmend} data-testid="report-amend">
              {t('imaging.amend')}
            </Button>
          )}
        </Group>
      </Group>
      {untold && <Note tone="red">{t('imaging.tell.owed')}</Note>}
      {report.status === 'preliminary' && <Note tone="amber">{t('imaging.report.not_signed')}</Note>}
      {report.status === 'amended' && <Text size="sm">{t('imaging.report.was_amended')}</Text>}
      {report.cancel_reason && (
        <Text size="sm" className="any-script">
          {t('imaging.report.cancelled', { reason: report.cancel_reason })}
        </Text>
      )}
      {report.amendment_reason && report.amends_id !== null && (
        <Text size="sm" className="any-script">
          {t('imaging.report.amends', { reason: report.amendment_reason })}
        </Text>
      )}
      {texts.map((field) =>
        report[field] ? (
          <div key={field}>
            <Text size="xs" c="dimmed">
              {t(`imaging.report.${field}`)}
            </Text>
            <Text fw={field === 'impression' ? 600 : 400} className="prewrap any-script">
              {report[field]}
            </Text>
          </div>
        ) : null,
      )}
      {report.told_to && report.told_at !== null && (
        <Text size="sm" data-testid="report-told">
          {t('imaging.told', { name: report.told_to, when: showDayAndTime(report.told_at, zone), by: report.told_by ?? '' })}
        </Text>
      )}
    </article>
  );
}

/** The reports on a scan: the one being written, the one that stands, and what came before. */
export function ReportsPanel(props: { scan: Scan }) {
  const { scan } = props;
  const mayTake = useMay('take_scans');
  const mayRead = useMay('read_scans');
  const [open, setOpen] = useState<{ what: 'amend' | 'tell'; report: Report } | null>(null);
  const close = () => setOpen(null);
  const writing = scan.reports.find((each) => each.status === 'draft' || each.status === 'preliminary');
  // Others have read what is preliminary, so only a radiologist changes it.
  const editable = writing && (writing.status === 'draft' ? mayTake : mayRead) ? writing : undefined;
  const shown = scan.reports.filter((each) => each !== editable);
  const signed = scan.reports.some((each) => each.status === 'signed');
  const taken = scan.status === 'acquired' || scan.status === 'reported';
  return (
    <Panel title={t('imaging.reports')} testid="scan-reports" gap="md">
      {editable && <ReportEditor key={editable.id} scan={scan} report={editable} />}
      {!writing && !signed && mayTake && taken && <StartReport scan={scan} />}
      {scan.reports.length === 0 && (!mayTake || !taken) && (
        <Text size="sm" c="dimmed">
          {t(taken ? 'imaging.reports.waits' : 'imaging.reports.not_yet')}
        </Text>
      )}
      {shown.map((report) => (
        <ReportShown key={report.id} report={report} mayAmend={mayRead && !writing} onAmend={() => setOpen({ what: 'amend', report })} onTell={() => setOpen({ what: 'tell', report })} />
      ))}
      {open?.what === 'amend' && (
        <AskReason
          title={t('imaging.amend.title')}
          draft={`imaging-amend:${open.report.id}`}
          text={t('imaging.amend.text')}
          label={t('imaging.reason')}
          missing={t('imaging.reason.missing')}
          submit={t('imaging.amend')}
          leave={t('common.cancel')}
          send={(reason) => call('imaging.amend_report', { id: open.report.id, reason })}
          onClose={close}
          testid="amend-report"
        />
      )}
      {open?.what === 'tell' && (
        <AskReason
          title={t('imaging.tell.title')}
          draft={`imaging-tell:${open.report.id}`}
          field="told_to"
          text={t('imaging.tell.text')}
          label={t('imaging.tell.whom')}
          missing={t('imaging.tell.missing')}
          submit={t('imaging.tell')}
          leave={t('common.cancel')}
          send={(told_to) => call('imaging.tell_result', { id: open.report.id, version: open.report.version, told_to })}
          onClose={close}
          testid="tell-result"
        />
      )}
    </Panel>
  );
}
