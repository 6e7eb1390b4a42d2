import { Button, Group, Text } from '@mantine/core';
import { IconEyeCheck, IconListDetails } from '@tabler/icons-react';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { FailureNote, Note, type NoteTone } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { isQuality } from './isQuality';
import type { Scan } from './types';

const tones: Readonly<Record<string, NoteTone>> = { acceptable: 'green', look_again: 'amber', inconclusive: 'plain' };

/** Whether the images are taken well enough to be read: a hint, and no word about any disease. */
export function QualityPanel(props: { scan: Scan; onDetails: (id: string) => void }) {
  const { scan, onDetails } = props;
  const { time_zone: zone } = useSite();
  const check = useAct('imaging.check_quality');
  const mayTake = useMay('take_scans');
  const newest = scan.analyses.find(isQuality);
  const hasImages = scan.series.some((series) => series.files.length > 0);
  return (
    <Panel title={t('imaging.quality')} testid="scan-quality" gap="xs">
      {!newest && (
        <Text size="sm" c="dimmed">
          {t(hasImages ? 'imaging.quality.not_yet' : 'imaging.quality.no_images')}
        </Text>
      )}
      {newest && (
        <Note tone={tones[newest.overall_result ?? ''] ?? 'amber'} testid="quality-result">
          {newest.overall_result === 'acceptable' || newest.overall_result === 'look_again' || newest.overall_result === 'inconclusive' ? t(`imaging.quality.${newest.overall_result}`) : (newest.problem_text ?? t('imaging.quality.failed'))}
        </Note>
      )}
      {check.data && check.data.elsewhere > 0 && <Text size="sm">{t('imaging.quality.elsewhere', { count: check.data.elsewhere })}</Text>}
      <Text size="xs" c="dimmed">
        {t('imaging.quality.hint')}
        {newest?.ended_at ? ` ${t('imaging.quality.at', { when: showDayAndTime(newest.ended_at, zone) })}` : ''}
      </Text>
      <FailureNote failure={check.error} />
      <Group gap="xs">
        {mayTake && hasImages && (
          <Button size="compact-sm" variant="default" leftSection={<IconEyeCheck size={16} />} loading={check.isPending} onClick={() => check.mutate({ scan_id: scan.id })} data-testid="quality-check">
            {t(newest ? 'imaging.quality.again' : 'imaging.quality.check')}
          </Button>
        )}
        {newest && (
          <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconListDetails size={16} />} onClick={() => onDetails(newest.id)} data-testid="quality-details">
            {t('imaging.quality.each')}
          </Button>
        )}
      </Group>
    </Panel>
  );
}
