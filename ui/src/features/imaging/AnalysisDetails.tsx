import { Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { Facts } from '../../shared/look/Facts';
import { FailureNote, Note } from '../../shared/look/Note';
import { showDayAndTime, showNumber } from '../../shared/time/format';
import { imageNameOf } from './fileName';
import { looked, qualityOf } from './rawOutput';
import type { Scan } from './types';

/** One analysis with the method behind it and what it measured, image by image. */
export function AnalysisDetails(props: { id: string; scan: Scan; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  const loaded = useCommand('imaging.analysis', { id: props.id }, ['ai_analyses', 'ai_models']);
  const shown = loaded.data;
  useDialogKeys(props.onClose);
  if (!shown) return <FailureNote failure={loaded.error} />;
  const quality = qualityOf(shown.raw_output);
  const frames = looked(shown.raw_output);
  const percent = (share: number) => t('imaging.percent', { percent: showNumber(share * 100, 0) });
  return (
    <Stack gap="md" data-testid="analysis-details">
      {shown.limits_text && <Note tone="amber">{t('imaging.analysis.limits', { limits: shown.limits_text })}</Note>}
      <Facts
        rows={[
          [t('imaging.model.purpose'), shown.purpose],
          [t('imaging.model.method'), shown.method_text],
          [t('imaging.model.source'), shown.source_text],
          [t('imaging.analysis.where'), shown.kind === 'network' || shown.kind === 'device' ? t(shown.manifest ? 'imaging.model.runs_here' : 'imaging.model.runs_elsewhere') : t('imaging.model.built_in')],
          [t('imaging.analysis.asked_by'), shown.requested_by],
          [t('imaging.analysis.began'), shown.started_at === null ? null : showDayAndTime(shown.started_at, zone)],
          [t('imaging.analysis.ended'), shown.ended_at === null ? null : showDayAndTime(shown.ended_at, zone)],
          [t('imaging.analysis.confidence'), shown.confidence === null ? null : percent(shown.confidence)],
          [t('imaging.analysis.result'), shown.overall_result === null ? null : word('analysis_result', shown.overall_result)],
          [t('imaging.analysis.problem'), shown.problem_text],
        ]}
      />
      {quality.map((file) => (
        <div key={file.scan_file_id} data-testid="quality-file">
          <Group gap="xs">
            <Text size="sm" fw={600} className="any-script">
              {imageNameOf(props.scan, file.scan_file_id)}
            </Text>
            {file.look_again.map((reason) => (
              <Badge key={reason} color="orange">
                {word('look_again', reason)}
              </Badge>
            ))}
            {file.measured && file.look_again.length === 0 && <Badge color="gray">{t('imaging.quality.nothing')}</Badge>}
          </Group>
          {file.problem && <Text size="sm">{file.problem}</Text>}
          {file.measured && (
            <Text size="xs" c="dimmed" className="numbers">
              {t('imaging.quality.numbers', {
                sharpness: showNumber(file.measured.sharpness, 1),
                contrast: showNumber(file.measured.contrast, 2),
                dark: percent(file.measured.darkest_share),
                bright: percent(file.measured.brightest_share),
              })}
            </Text>
          )}
        </div>
      ))}
      {frames.length > 0 && (
        <Table verticalSpacing={4} aria-label={t('imaging.analysis.looked')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('imaging.analysis.image')}</Table.Th>
              <Table.Th ta="end">{t('imaging.analysis.proposals')}</Table.Th>
              <Table.Th ta="end">{t('imaging.analysis.scores')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {frames.map((frame) => (
              <Table.Tr key={`${frame.scan_file_id}${frame.frame_number}`}>
                <Table.Td className="any-script">{[imageNameOf(props.scan, frame.scan_file_id), frame.frame_number > 1 ? t('imaging.frame', { number: frame.frame_number }) : null].filter(Boolean).join(' · ')}</Table.Td>
                <Table.Td ta="end" className="numbers">
                  {showNumber(frame.seen)}
                </Table.Td>
                <Table.Td ta="end" className="numbers">
                  {frame.scores.map(({ label, score }) => `${label} ${percent(score)}`).join(' · ')}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
