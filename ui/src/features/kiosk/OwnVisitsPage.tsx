import { Button, Text } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Teach } from '../../shared/look/Page';
import { showLongDate } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import classes from './kiosk.module.css';
import { OwnCard, OwnLink, OwnPage } from './OwnPage';
import { useOwnVisits } from './usePages';

/** The own visits; each leads to what came of it. */
export function OwnVisitsPage() {
  const { time_zone: zone } = useSite();
  const loaded = useOwnVisits();
  const visits = loaded.data?.pages.flatMap((page) => page.visits) ?? [];
  return (
    <OwnPage title={t('own.visits')} testid="own-visits">
      <FailureNote failure={loaded.error} />
      {loaded.data && visits.length === 0 && (
        <OwnCard>
          <Teach icon={<IconStethoscope size={52} stroke={1.3} />} title={t('own.visits.none')} text={t('own.visits.none.text')} />
        </OwnCard>
      )}
      <div className={classes.links}>
        {visits.map((visit) => (
          <OwnLink key={visit.id} to={{ to: '/me/visits/$visitId', params: { visitId: visit.id } }} testid="own-visit-line">
            <Text size="lg" fw={580}>
              {showLongDate(dateAt(visit.started_at, zone))}
            </Text>
            <Text c="dimmed" className="any-script">
              {[visit.reason, visit.practitioner && t('own.with', { name: visit.practitioner }), visit.site].filter(Boolean).join(' · ')}
            </Text>
          </OwnLink>
        ))}
      </div>
      {loaded.hasNextPage && (
        <Button variant="default" loading={loaded.isFetchingNextPage} onClick={() => void loaded.fetchNextPage()} data-testid="own-older">
          {t('own.older')}
        </Button>
      )}
    </OwnPage>
  );
}
