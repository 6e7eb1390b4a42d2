import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Facts } from '../../shared/look/Facts';
import { showDate, showDay } from '../../shared/time/format';
import { birthText } from '../people/patientFacts';
import { OwnCard, OwnNothing, OwnPage, OwnRow } from './OwnPage';
import { OwnResult } from './OwnResult';
import { ReadingForm } from './ReadingForm';
import { useOwnRecord } from './useOwnRecord';

const FIRST_RESULTS = 8;
const OVER = ['resolved', 'inactive'];

/** The own record in short: results, allergies, conditions, vaccinations, and who the clinic takes one for. */
export function OwnHealthPage() {
  const { time_zone: zone } = useSite();
  const loaded = useOwnRecord();
  const [all, setAll] = useState(false);
  const record = loaded.data;
  if (!record) {
    return (
      <OwnPage title={t('own.health')} testid="own-health">
        <FailureNote failure={loaded.error} />
      </OwnPage>
    );
  }
  const { patient } = record;
  const results = record.results.filter((result) => !result.struck);
  const allergies = record.allergies.filter((allergy) => allergy.status === 'active' && allergy.verification !== 'refuted');
  return (
    <OwnPage title={t('own.health')} testid="own-health">
      <FailureNote failure={loaded.error} />
      <OwnCard title={t('own.results')} testid="own-results">
        {results.length === 0 && <OwnNothing>{t('own.results.none')}</OwnNothing>}
        {results.length > 0 && <Text c="dimmed">{t('own.results.ask')}</Text>}
        <div>
          {results.slice(0, all ? results.length : FIRST_RESULTS).map((result) => (
            <OwnResult key={result.id} result={result} />
          ))}
        </div>
        {!all && results.length > FIRST_RESULTS && (
          <Button variant="default" onClick={() => setAll(true)} data-testid="own-results-all">
            {t('own.results.more', { count: results.length })}
          </Button>
        )}
      </OwnCard>
      <ReadingForm />
      <OwnCard title={t('own.allergies')} testid="own-allergies">
        {allergies.length === 0 && <OwnNothing>{t('own.allergies.none')}</OwnNothing>}
        <div>
          {allergies.map((allergy) => (
            <OwnRow key={allergy.id}>
              <Text size="lg" fw={620} className="any-script">
                {allergy.substance_text}
              </Text>
              {allergy.reaction_text && <Text className="any-script">{allergy.reaction_text}</Text>}
            </OwnRow>
          ))}
        </div>
      </OwnCard>
      <OwnCard title={t('own.problems')} testid="own-problems">
        {record.problems.length === 0 && <OwnNothing>{t('own.problems.none')}</OwnNothing>}
        <div>
          {record.problems.map((problem) => (
            <OwnRow key={problem.id} side={<Text c="dimmed">{OVER.includes(problem.status) ? t('own.problems.over') : problem.onset_on && t('own.since', { day: showDate(problem.onset_on) })}</Text>}>
              <Text className="any-script">{problem.condition_name}</Text>
            </OwnRow>
          ))}
        </div>
      </OwnCard>
      <OwnCard title={t('own.vaccinations')} testid="own-vaccinations">
        {record.immunizations.length === 0 && <OwnNothing>{t('own.vaccinations.none')}</OwnNothing>}
        <div>
          {record.immunizations.map((each) => (
            <OwnRow key={each.id} side={<Text c="dimmed">{[showDay(each.occurred_at ?? each.at, zone), each.is_reported && t('own.vaccinations.reported')].filter(Boolean).join(' · ')}</Text>}>
              <Text className="any-script">{each.vaccine}</Text>
            </OwnRow>
          ))}
        </div>
      </OwnCard>
      <OwnCard title={t('own.about')} testid="own-about">
        <Facts
          rows={[
            [t('own.about.name'), patient.display_name],
            [t('own.about.birth'), birthText(patient.date_of_birth, patient.date_of_birth_precision)],
            [t('own.about.phone'), patient.phone],
            [t('own.about.number'), patient.mrn],
          ]}
        />
        <Text c="dimmed">{t('own.about.wrong')}</Text>
      </OwnCard>
    </OwnPage>
  );
}
