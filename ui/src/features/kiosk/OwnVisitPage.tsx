import { Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote, Note } from '../../shared/look/Note';
import { showDay, showLongDate } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { FeedbackForm } from './FeedbackForm';
import { OwnCard, OwnNothing, OwnPage, OwnRow } from './OwnPage';
import { OwnResult } from './OwnResult';

const route = getRouteApi('/me/visits/$visitId');
const TABLES = ['visits', 'medical_conditions', 'prescriptions', 'prescription_items', 'procedures', 'lab_results', 'immunizations', 'feedback'] as const;
/** What was never to be taken, or never done, is nothing to take home. */
const NOT_MEANT = ['draft', 'cancelled', 'entered_in_error', 'not_done'];

/** One of the own visits: what to do next first, then what was found, given and done. */
export function OwnVisitPage() {
  const { visitId } = route.useParams();
  const { time_zone: zone } = useSite();
  const loaded = useCommand('encounters.own_visit', { id: visitId }, TABLES);
  const visit = loaded.data;
  if (!visit) {
    return (
      <OwnPage title={t('own.visits')} back="/me/visits" testid="own-visit">
        <FailureNote failure={loaded.error} />
      </OwnPage>
    );
  }
  const medicines = visit.prescriptions.flatMap((each) => each.items).filter((item) => !NOT_MEANT.includes(item.status));
  const results = visit.results.filter((result) => !result.struck);
  const procedures = visit.procedures.filter((each) => !NOT_MEANT.includes(each.status));
  const next = visit.discharge_instructions !== null || visit.follow_up_instructions !== null;
  return (
    <OwnPage title={t('own.visit.on', { day: showLongDate(dateAt(visit.started_at, zone)) })} back="/me/visits" testid="own-visit">
      <Text size="lg" className="any-script">
        {[visit.practitioner && t('own.with', { name: visit.practitioner }), visit.site, visit.reason].filter(Boolean).join(' · ')}
      </Text>
      {visit.ended_at === null && <Note tone="plain">{t('own.visit.runs')}</Note>}
      <OwnCard title={t('own.visit.next')} testid="own-visit-next">
        {!visit.is_signed && <OwnNothing>{t('own.visit.next.later')}</OwnNothing>}
        {visit.is_signed && !next && <OwnNothing>{t('own.visit.next.nothing')}</OwnNothing>}
        {visit.discharge_instructions && (
          <div>
            <Text fw={620}>{t('own.visit.home')}</Text>
            <Text size="lg" className="any-script prewrap">
              {visit.discharge_instructions}
            </Text>
          </div>
        )}
        {visit.follow_up_instructions && (
          <div>
            <Text fw={620}>{t('own.visit.come_back')}</Text>
            <Text size="lg" className="any-script prewrap">
              {visit.follow_up_instructions}
            </Text>
          </div>
        )}
      </OwnCard>
      {medicines.length > 0 && (
        <OwnCard title={t('own.visit.prescribed')} testid="own-visit-prescribed">
          <div>
            {medicines.map((item) => (
              <OwnRow key={item.id}>
                <Text size="lg" fw={620} className="any-script">
                  {item.medication_text}
                </Text>
                <Text className="any-script">{item.dosage}</Text>
                {item.instructions && <Text className="any-script prewrap">{item.instructions}</Text>}
              </OwnRow>
            ))}
          </div>
        </OwnCard>
      )}
      {results.length > 0 && (
        <OwnCard title={t('own.visit.results')}>
          <div>
            {results.map((result) => (
              <OwnResult key={result.id} result={result} />
            ))}
          </div>
        </OwnCard>
      )}
      {visit.problems.length > 0 && (
        <OwnCard title={t('own.visit.found')}>
          <div>
            {visit.problems.map((problem) => (
              <OwnRow key={problem.id}>
                <Text className="any-script">{problem.condition_name}</Text>
              </OwnRow>
            ))}
          </div>
        </OwnCard>
      )}
      {procedures.length > 0 && (
        <OwnCard title={t('own.visit.done')}>
          <div>
            {procedures.map((each) => (
              <OwnRow key={each.id} side={showDay(each.performed_at ?? each.at, zone)}>
                <Text className="any-script">{each.name}</Text>
              </OwnRow>
            ))}
          </div>
        </OwnCard>
      )}
      {visit.immunizations.length > 0 && (
        <OwnCard title={t('own.visit.vaccinations')}>
          <div>
            {visit.immunizations.map((each) => (
              <OwnRow key={each.id} side={showDay(each.occurred_at ?? each.at, zone)}>
                <Text className="any-script">{each.vaccine}</Text>
              </OwnRow>
            ))}
          </div>
        </OwnCard>
      )}
      {visit.has_feedback && <Note tone="green" testid="own-told">{t('own.visit.told')}</Note>}
      {!visit.has_feedback && visit.ended_at !== null && <FeedbackForm visitId={visit.id} />}
    </OwnPage>
  );
}
