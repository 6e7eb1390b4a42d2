import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCircleCheck, IconCloudDownload, IconDeviceFloppy, IconFileImport, IconInfoCircle, IconPhoto } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { ChartList, ChartRow } from '../people/ChartList';
import { imageName } from './fileName';
import classes from './ScanPage.module.css';
import { showBytes } from './showBytes';
import { useTakeFiles } from './useTakeFiles';
import type { Scan, ScanFile } from './types';

/** Stages of a scan that take images in. */
const TAKES_FILES = ['in_progress', 'acquired', 'reported'];
/** So many files of a series stand open; the others come when they are asked for. */
const SHOWN = 6;

function FileRow(props: { scanId: string; file: ScanFile; series: Scan['series'][number] }) {
  const { scanId, file, series } = props;
  const attachment = file.attachment_id;
  const standing = useCommand('document.file_state', { id: attachment ?? '' }, ['attachments', 'scan_files'], { enabled: attachment !== null });
  const fetch = useAct('document.fetch_attachment');
  const save = useAct('document.save_attachment');
  const state = standing.data?.state;
  const size = file.column_count !== null && file.row_count !== null ? t('imaging.file.size', { columns: file.column_count, rows: file.row_count }) : null;
  const frames = file.frame_count !== null && file.frame_count > 1 ? t('imaging.file.frames', { count: file.frame_count }) : null;
  return (
    <ChartRow
      testid="scan-file"
      side={
        attachment !== null && (
          <Group gap={4} wrap="nowrap">
            {state === 'here' && (
              <Button renderRoot={(root) => <Link {...root} to="/imaging/$scanId/view" params={{ scanId }} search={{ image: file.id }} />} size="compact-sm" variant="default" leftSection={<IconPhoto size={15} />} aria-label={t('viewer.view_file.which', { image: imageName(file, series) })} data-testid="file-view">
                {t('viewer.view_file')}
              </Button>
            )}
            {state === 'here' && (
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                leftSection={<IconDeviceFloppy size={15} />}
                loading={save.isPending}
                onClick={() => save.mutate({ id: attachment }, { onSuccess: ({ path }) => notifications.show({ message: t('imaging.file.saved', { path }) }) })}
                data-testid="file-save"
              >
                {t('imaging.file.save')}
              </Button>
            )}
            {(state === 'elsewhere' || state === 'being_fetched') && (
              <Button size="compact-sm" variant="default" leftSection={<IconCloudDownload size={15} />} loading={fetch.isPending} onClick={() => fetch.mutate({ id: attachment }, { onSuccess: () => void standing.refetch() })} data-testid="file-fetch">
                {t('imaging.file.fetch')}
              </Button>
            )}
          </Group>
        )
      }
    >
      <Text size="sm" fw={560} className="any-script">
        {imageName(file, series)}
      </Text>
      <Text size="xs" c="dimmed" className="numbers">
        {[frames, size, showBytes(file.size_bytes), file.file_name].filter(Boolean).join(' · ')}
      </Text>
      <Text size="xs" c="dimmed" className={classes.standing}>
        {state === 'here' ? <IconCircleCheck size={14} aria-hidden /> : <IconInfoCircle size={14} aria-hidden />}
        {attachment === null ? t('imaging.file.registered') : state === 'here' ? t('imaging.file.here') : (standing.data?.sentence ?? t('imaging.file.elsewhere'))}
        {standing.data?.state === 'being_fetched' && ` ${t('imaging.file.progress', { done: showBytes(standing.data.fetched_bytes), total: showBytes(standing.data.total_bytes) })}`}
      </Text>
      <FailureNote failure={fetch.error ?? save.error ?? standing.error} />
    </ChartRow>
  );
}

function TakeFiles(props: { scanId: string }) {
  const { taken, busy, take } = useTakeFiles(props.scanId);
  const [path, setPath] = useState('');
  const failed = taken.at(-1);
  return (
    <form
      className={classes.take}
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() === '') return;
        void take([path.trim()]).then((all) => {
          if (all) setPath('');
        });
      }}
    >
      <Stack gap={6}>
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            label={t('imaging.take_file')}
            description={t('imaging.take_file.text')}
            placeholder="/media/cd/IM0001.dcm"
            spellCheck={false}
            value={path}
            error={failed?.failure?.field === 'path' ? failed.failure.sentence : null}
            onChange={(event) => setPath(event.currentTarget.value)}
            data-testid="take-file-path"
          />
          <Button type="submit" variant="default" leftSection={<IconFileImport size={16} />} disabled={path.trim() === ''} loading={busy} data-testid="take-file-submit">
            {t('imaging.take_file.submit')}
          </Button>
        </Group>
        <div aria-live="polite">
          {taken.map((each) => (
            <Text key={each.path} size="sm" c={each.failure ? 'var(--hf-red)' : 'dimmed'} className="any-script" data-testid="file-taken">
              {each.failure ? t('imaging.take_file.refused', { file: each.path, why: each.failure.sentence }) : each.said}
            </Text>
          ))}
        </div>
      </Stack>
    </form>
  );
}

/** The images of a scan, where they are, and how more of them come in. */
export function ScanFiles(props: { scan: Scan }) {
  const { scan } = props;
  const mayTake = useMay('take_scans') && TAKES_FILES.includes(scan.status);
  const count = scan.series.reduce((sum, series) => sum + series.files.length, 0);
  return (
    <Panel title={t('imaging.files')} count={count} flush testid="scan-files">
      {count === 0 && <Quiet>{t(TAKES_FILES.includes(scan.status) ? 'imaging.files.empty' : 'imaging.files.not_yet')}</Quiet>}
      {scan.series.map((series) => (
        <section key={series.series_instance_uid ?? series.files[0]?.id} aria-label={series.series_description ?? t('imaging.files')}>
          <ChartList items={series.files} shown={SHOWN} empty="" render={(file) => <FileRow key={file.id} scanId={scan.id} file={file} series={series} />} />
        </section>
      ))}
      {mayTake && <TakeFiles scanId={scan.id} />}
    </Panel>
  );
}
