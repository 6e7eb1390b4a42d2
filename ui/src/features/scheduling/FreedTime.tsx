import { Button, CloseButton, Drawer, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { WaitingLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { Note } from '../../shared/look/Note';
import { showDayAndTime } from '../../shared/time/format';
import { nowMicros } from '../../shared/time/siteTime';
import { patientFacts } from '../people/patientFacts';
import { OfferForm } from './OfferForm';

/** A time that was given back. */
export interface Freed {
  practitioner_id: string;
  practitioner: string;
  starts_at: number;
  ends_at: number;
}

/** Who waits for such a time; nothing is shown where nobody does. */
export function FreedTime(props: { place: Freed; onClose: () => void }) {
  const { place, onClose } = props;
  const { time_zone: zone } = useSite();
  const { practitioner, ...asked } = place;
  const waiting = useCommand('scheduling.suggest_waiting', { ...asked, count: 3 }, ['waitlist_entries', 'appointments', 'patients'], { enabled: place.starts_at > nowMicros() });
  const [offering, setOffering] = useState<WaitingLine | null>(null);
  const done = () => setOffering(null);
  if (!waiting.data || waiting.data.length === 0) return null;
  return (
    <>
      <Note tone="plain" testid="freed">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>{t('freed.text', { when: showDayAndTime(place.starts_at, zone), practitioner })}</div>
          <CloseButton size="sm" aria-label={t('freed.close')} onClick={onClose} data-testid="freed-close" />
        </Group>
        {waiting.data.map((line) => (
          <Group key={line.id} gap="xs" mt={4} data-testid="freed-waiting">
            <Text span fw={560} className="any-script">
              {line.patient.display_name}
            </Text>
            <Text span size="sm" c="dimmed" className="any-script">
              {[patientFacts(line.patient), line.priority === 'medium' ? null : word('priority', line.priority), line.wanted_times, line.reason].filter(Boolean).join(' · ')}
            </Text>
            <Button size="compact-sm" variant="default" aria-label={t('waiting.offer.title', { name: line.patient.display_name })} onClick={() => setOffering(line)} data-testid="freed-offer">
              {t('freed.offer')}
            </Button>
          </Group>
        ))}
      </Note>
      <Drawer opened={offering !== null} onClose={done} title={offering ? t('waiting.offer.title', { name: offering.patient.display_name }) : ''} size="30rem">
        {offering && (
          <OfferForm
            line={offering}
            place={place}
            onDone={(given) => {
              done();
              if (given) onClose();
            }}
          />
        )}
      </Drawer>
    </>
  );
}
