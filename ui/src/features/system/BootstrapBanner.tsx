import { Group, Paper, Progress, Text } from '@mantine/core';
import { t } from '../../app/messages';
import { showNumber } from '../../shared/time/format';
import { useSyncStatus } from './StatusPill';

/** While a new PC fetches the clinic's records, which one can already work beside. */
export function BootstrapBanner() {
  const bootstrap = useSyncStatus()?.bootstrap;
  if (!bootstrap) return null;
  const percent = bootstrap.total_rows > 0 ? (bootstrap.done_rows / bootstrap.total_rows) * 100 : 0;
  return (
    <Paper radius={0} px="lg" py="xs" role="status">
      <Group justify="space-between" mb={6}>
        <Text size="sm">{t('sync.bootstrap.text')}</Text>
        <Text size="sm" c="dimmed" className="numbers">
          {t('sync.bootstrap.rows', { done: showNumber(bootstrap.done_rows, 0), total: showNumber(bootstrap.total_rows, 0) })}
        </Text>
      </Group>
      <Progress value={percent} size="sm" aria-label={t('sync.bootstrap.text')} />
    </Paper>
  );
}
