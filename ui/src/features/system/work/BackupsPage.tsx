import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconDeviceFloppy, IconShieldCheck } from '@tabler/icons-react';
import type { MadeBackup } from '../../../api/shell';
import { useAct, useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { FailureNote, Note } from '../../../shared/look/Note';
import { Panel } from '../../../shared/look/Page';
import { showDayAndTime, showDuration } from '../../../shared/time/format';
import { useNow } from '../../../shared/time/useNow';
import { AdministrationFrame } from '../../organization/AdministrationFrame';
import { showMeasure } from '../metricSeries';
import { isAtWork, useBegun, useWork } from './useWork';
import { WorkProgress } from './WorkProgress';

/** A backup that is older says too little about today. */
const OLD_SECONDS = 7 * 86_400;

/** When the last good backup was made, with a warning where that is long ago. */
function LastBackup(props: { last: MadeBackup | null; isEnrolled: boolean }) {
  const { last, isEnrolled } = props;
  const { time_zone: zone } = useSite();
  const now = useNow(60);
  const centre = isEnrolled ? ` ${t('backup.centre')}` : '';
  if (!last) {
    return (
      <Note tone="amber" testid="backup-last">
        {isEnrolled ? `${t('backup.last.never')}${centre}` : t('backup.last.never.alone')}
      </Note>
    );
  }
  const seconds = (now - last.made_at) / 1_000_000;
  const isOld = seconds > OLD_SECONDS;
  return (
    <Note tone={isOld ? 'amber' : 'green'} testid="backup-last">
      {isOld ? t('backup.last.old', { age: showDuration(seconds), file: last.file }) : t('backup.last', { when: showDayAndTime(last.made_at, zone), file: last.file, size: showMeasure(last.bytes, 'By') })}
      {centre}
    </Note>
  );
}

function MakeBackup() {
  const { work, failure } = useWork('backup');
  // A backup that has ended changes which was the last.
  const backups = useCommand('work.backups', {}, [], { enabled: !isAtWork(work) });
  const backUp = useAct('work.back_up');
  const begun = useBegun();
  const { form, banner, refuse } = useDraftForm<{ folder: string }>('backup', {
    blank: { folder: '' },
    validate: (values) => ({ folder: values.folder.trim() === '' ? t('backup.folder.missing') : null }),
  });
  const submit = form.onSubmit((values) => {
    refuse(null);
    backUp.mutate({ folder: values.folder.trim() }, { onSuccess: begun, onError: refuse });
  });
  const made = work?.state === 'done' ? work.result : null;
  return (
    <Panel title={t('backup.title')} testid="backup">
      <FailureNote failure={failure ?? backups.error} />
      {backups.data && <LastBackup last={made ?? backups.data.last} isEnrolled={backups.data.is_enrolled} />}
      <Text size="sm" c="dimmed">
        {t('backup.text')}
      </Text>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label={t('backup.folder')} description={t('backup.folder.text')} dir="ltr" spellCheck={false} {...form.getInputProps('folder')} data-testid="backup-folder" />
          <FailureNote failure={banner} />
          <Group>
            <Button type="submit" leftSection={<IconDeviceFloppy size={17} />} disabled={isAtWork(work)} loading={backUp.isPending} data-testid="backup-now">
              {t('backup.now')}
            </Button>
          </Group>
        </Stack>
      </form>
      <WorkProgress work={work}>{made && <Note tone="green">{t('backup.done', { file: made.file, size: showMeasure(made.bytes, 'By') })}</Note>}</WorkProgress>
    </Panel>
  );
}

function CheckBackup() {
  const { time_zone: zone } = useSite();
  const { work } = useWork('check');
  const check = useAct('work.check_backup');
  const begun = useBegun();
  const { form, banner, refuse } = useDraftForm<{ file: string }>('backup:check', {
    blank: { file: '' },
    validate: (values) => ({ file: values.file.trim() === '' ? t('backup.file.missing') : null }),
  });
  const submit = form.onSubmit((values) => {
    refuse(null);
    check.mutate({ file: values.file.trim() }, { onSuccess: begun, onError: refuse });
  });
  const checked = work?.result ?? null;
  return (
    <Panel title={t('backup.check')} testid="backup-check">
      <Text size="sm" c="dimmed">
        {t('backup.check.text')}
      </Text>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label={t('backup.file')} dir="ltr" spellCheck={false} {...form.getInputProps('file')} data-testid="backup-file" />
          <FailureNote failure={banner} />
          <Group>
            <Button type="submit" variant="default" leftSection={<IconShieldCheck size={17} />} disabled={isAtWork(work)} loading={check.isPending} data-testid="backup-check-now">
              {t('backup.check.now')}
            </Button>
          </Group>
        </Stack>
      </form>
      <WorkProgress work={work}>{checked && <Note tone="green">{t('backup.check.done', { file: checked.file, when: checked.made_at === null ? t('common.unknown') : showDayAndTime(checked.made_at, zone) })}</Note>}</WorkProgress>
    </Panel>
  );
}

/** Backups of this PC's record: made, checked, and how one is restored. */
export function BackupsPage() {
  return (
    <AdministrationFrame title={t('admin.backups')} needs="keep_devices" testid="backups-page" width="56rem">
      <Stack gap="md">
        <MakeBackup />
        <CheckBackup />
        <Panel title={t('backup.restore')}>
          <Text size="sm">{t('backup.restore.text')}</Text>
        </Panel>
      </Stack>
    </AdministrationFrame>
  );
}
