import { Button, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { IconDeviceFloppy, IconSend, IconSignature } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import { toFailure, type Failure } from '../../api/failure';
import { enumerations } from '../../api/generated';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { AskReason } from '../../shared/forms/AskReason';
import { choices } from '../../shared/forms/choices';
import { dropDraft, keepDraft, readDraft } from '../../shared/forms/draft';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../shared/look/Note';
import { cellsOf, isSame, mergeText, reportFields, textOf, type ReportField, type ReportText } from './reportText';
import { scanName } from './scanName';
import type { Report, Scan } from './types';

interface Typed {
  text: ReportText;
  /** What was stored when this was typed, to tell later who has changed what. */
  stored: ReportText;
}

const texts = ['findings_text', 'impression', 'recommendations'] as const;

/** A report that is being written. What was typed and not saved stays here, and is saved before it is signed. */
export function ReportEditor(props: { scan: Scan; report: Report }) {
  const { scan, report } = props;
  const key = `imaging-report:${report.id}`;
  const mayRead = useMay('read_scans');
  const [typed, setTyped] = useState<Typed>(() => readDraft(key, { text: textOf(report), stored: textOf(report) }));
  const [theirs, setTheirs] = useState<Partial<ReportText>>({});
  const [errors, setErrors] = useState<Partial<Record<ReportField, string>>>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState<'nothing' | 'sign' | 'cancel'>('nothing');
  const latest = useRef(typed);
  const close = () => setOpen('nothing');

  const take = (next: Typed) => {
    latest.current = next;
    setTyped(next);
    if (isSame(next.text, next.stored)) dropDraft(key);
    else keepDraft(key, next);
  };

  // What comes in while one is writing: untouched fields follow, and where both wrote, somebody chooses.
  const incoming = textOf(report);
  const signature = reportFields.map((field) => incoming[field]).join('\u0000');
  useEffect(() => {
    const { text, stored } = latest.current;
    if (isSame(incoming, stored)) return;
    const merged = mergeText(stored, text, incoming);
    take({ text: merged.text, stored: incoming });
    setTheirs(merged.theirs);
  }, [signature]);

  const changed = !isSame(typed.text, typed.stored);
  const asking = Object.keys(theirs).length > 0;

  const refuse = (thrown: unknown) => {
    const refused = toFailure(thrown, t('failure.unknown'));
    const field = reportFields.find((each) => each === refused.field);
    if (field) setErrors({ [field]: refused.sentence });
    else setFailure(refused);
  };
  const store = async (preliminary: boolean) => {
    const { text } = latest.current;
    await call('imaging.save_report', { id: report.id, version: report.version, ...cellsOf(text), preliminary });
    take({ text: latest.current.text, stored: text });
  };
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    setErrors({});
    try {
      await work();
    } catch (thrown) {
      refuse(thrown);
    } finally {
      setBusy(false);
      close();
    }
  };
  const save = () => {
    if (!asking) void attempt(() => store(false));
  };
  const release = () => void attempt(() => store(true));
  const sign = () =>
    void attempt(async () => {
      if (!isSame(latest.current.text, latest.current.stored)) await store(false);
      // Saving has given the report a version that the screen has not shown yet.
      const now = (await call('imaging.scan', { id: scan.id })).reports.find((each) => each.id === report.id);
      await call('imaging.sign_report', { id: report.id, version: now?.version ?? report.version });
    });
  const askToSign = () => {
    const missing: Partial<Record<ReportField, string>> = {
      ...(typed.text.impression.trim() === '' ? { impression: t('imaging.report.impression.missing') } : {}),
      ...(typed.text.overall_result === '' ? { overall_result: t('imaging.report.result.missing') } : {}),
    };
    setErrors(missing);
    if (Object.keys(missing).length === 0 && !asking) setOpen('sign');
  };
  useShortcuts([
    { keys: 'mod+s', scope: 'screen', label: 'imaging.report.save', run: save },
    ...(mayRead ? [{ keys: 'mod+Enter', scope: 'screen' as const, label: 'imaging.sign' as const, run: askToSign }] : []),
  ]);

  return (
    <Stack gap="sm" data-testid="report-editor">
      {report.amends_id !== null && <Note tone="plain">{t('imaging.report.amends', { reason: report.amendment_reason ?? '' })}</Note>}
      {report.status === 'preliminary' && <Note tone="amber">{t('imaging.report.is_preliminary')}</Note>}
      {texts.map((field) => (
        <Textarea
          key={field}
          label={t(`imaging.report.${field}`)}
          autosize
          minRows={field === 'findings_text' ? 5 : 2}
          value={typed.text[field]}
          error={errors[field]}
          onChange={(event) => take({ ...typed, text: { ...typed.text, [field]: event.currentTarget.value } })}
          data-testid={`report-${field}`}
        />
      ))}
      <div>
        <Text size="sm" fw={500} id={`result-${report.id}`}>
          {t('imaging.report.overall_result')}
        </Text>
        <SegmentedControl
          mt={4}
          aria-labelledby={`result-${report.id}`}
          value={typed.text.overall_result}
          onChange={(overall_result) => {
            setErrors({});
            take({ ...typed, text: { ...typed.text, overall_result } });
          }}
          data={choices('imaging_result', enumerations.imaging_result)}
          data-testid="report-result"
        />
        {errors.overall_result && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert" data-testid="report-result-error">
            {errors.overall_result}
          </Text>
        )}
      </div>
      {asking && (
        <Note tone="amber" testid="report-theirs">
          {t('imaging.report.theirs')}
          {reportFields.map((field) =>
            theirs[field] === undefined ? null : (
              <Text key={field} size="sm" className="prewrap any-script" mt={4}>
                <b>{t(`imaging.report.${field}`)}:</b> {(field === 'overall_result' ? word('imaging_result', theirs[field]) : theirs[field]) || t('conflict.empty')}
              </Text>
            ),
          )}
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" variant="default" onClick={() => setTheirs({})} data-testid="report-keep-mine">
              {t('note.keep_mine')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                take({ ...typed, text: { ...typed.text, ...theirs } });
                setTheirs({});
              }}
              data-testid="report-take-theirs"
            >
              {t('note.take_theirs')}
            </Button>
          </Group>
        </Note>
      )}
      <FailureNote failure={failure} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" leftSection={<IconDeviceFloppy size={16} />} disabled={!changed || asking} loading={busy} onClick={save} data-testid="report-save">
          {t('imaging.report.save')}
        </Button>
        {mayRead && report.status === 'draft' && (
          <Button variant="default" leftSection={<IconSend size={16} className="mirrored" />} disabled={asking} loading={busy} onClick={release} data-testid="report-release">
            {t('imaging.report.release')}
          </Button>
        )}
        {mayRead && (
          <Button leftSection={<IconSignature size={16} />} disabled={asking} loading={busy} onClick={askToSign} data-testid="report-sign">
            {t('imaging.sign')}
          </Button>
        )}
      </Group>
      <Group justify="space-between" gap="xs">
        <Button size="compact-sm" variant="subtle" color="red" onClick={() => setOpen('cancel')} data-testid="report-cancel">
          {t('imaging.report.cancel')}
        </Button>
        <Text size="sm" c="dimmed" aria-live="polite" data-testid="report-state">
          {t(changed ? 'imaging.report.unsaved' : 'imaging.report.saved')}
        </Text>
      </Group>
      <AskOnce
        opened={open === 'sign'}
        title={t('imaging.sign.title')}
        text={t('imaging.sign.text', { scan: scanName(scan), patient: scan.patient.display_name, result: word('imaging_result', typed.text.overall_result) })}
        action={t('imaging.sign')}
        icon={<IconSignature size={16} />}
        harmless
        busy={busy}
        onConfirm={sign}
        onClose={close}
        testid="report-sign"
      >
        {report.amends_id !== null && <Text size="sm">{t('imaging.sign.amends')}</Text>}
        {typed.text.overall_result === 'critical' && report.told_at === null && <Note tone="red">{t('imaging.sign.critical')}</Note>}
      </AskOnce>
      {open === 'cancel' && (
        <AskReason
          title={t('imaging.report.cancel.title', { scan: scanName(scan), patient: scan.patient.display_name })}
          draft={`imaging-cancel-report:${report.id}`}
          text={t('imaging.report.cancel.text')}
          label={t('imaging.reason')}
          missing={t('imaging.reason.missing')}
          submit={t('imaging.report.cancel')}
          leave={t('imaging.keep')}
          danger
          send={(reason) => call('imaging.cancel_report', { id: report.id, version: report.version, reason })}
          onDone={() => {
              dropDraft(key);
              close();
            }}
          onClose={close}
          testid="cancel-report"
        />
      )}
    </Stack>
  );
}
