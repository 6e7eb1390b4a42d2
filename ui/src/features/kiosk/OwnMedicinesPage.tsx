import { Button, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import { t, word } from '../../app/messages';
import { FailureNote, Note } from '../../shared/look/Note';
import { showDate } from '../../shared/time/format';
import { DoseForm } from './DoseForm';
import classes from './kiosk.module.css';
import { OwnCard, OwnNothing, OwnPage, OwnRow } from './OwnPage';
import { useOwnRecord } from './useOwnRecord';

export type OwnMedicine = ResponseOf<'people.own_record'>['medicines'][number];

/** What was written by mistake, or is not written to the end, is no medicine of the patient's. */
const NOT_MEANT = ['draft', 'entered_in_error'];
const isCurrent = (medicine: OwnMedicine) => ['active', 'on_hold'].includes(medicine.status) && !medicine.expired;

/** What the patient takes, with the way to say that it was taken or left out. */
export function OwnMedicinesPage() {
  const loaded = useOwnRecord();
  const [earlier, setEarlier] = useState(false);
  const [dose, setDose] = useState<{ medicine: OwnMedicine; taken: boolean } | null>(null);
  const medicines = (loaded.data?.medicines ?? []).filter((medicine) => !NOT_MEANT.includes(medicine.status));
  const current = medicines.filter(isCurrent);
  const over = medicines.filter((medicine) => !isCurrent(medicine));
  return (
    <OwnPage title={t('own.medicines')} testid="own-medicines">
      <FailureNote failure={loaded.error} />
      {loaded.data && (
        <OwnCard title={t('own.medicines.now')} testid="own-medicines-now">
          {current.length === 0 && <OwnNothing>{t('own.medicines.none')}</OwnNothing>}
          <div>
            {current.map((medicine) => (
              <OwnRow
                key={medicine.id}
                testid="own-medicine"
                side={
                  medicine.status === 'active' && (
                    <div className={classes.actions}>
                      <Button variant="light" leftSection={<IconCheck size={22} aria-hidden />} aria-label={`${t('own.dose.taken')}: ${medicine.medication_text}`} onClick={() => setDose({ medicine, taken: true })} data-testid="own-dose-taken">
                        {t('own.dose.taken')}
                      </Button>
                      <Button variant="default" leftSection={<IconX size={22} aria-hidden />} aria-label={`${t('own.dose.missed')}: ${medicine.medication_text}`} onClick={() => setDose({ medicine, taken: false })} data-testid="own-dose-missed">
                        {t('own.dose.missed')}
                      </Button>
                    </div>
                  )
                }
              >
                <Text size="lg" fw={640} className="any-script">
                  {medicine.medication_text}
                </Text>
                <Text className="any-script">{medicine.dosage}</Text>
                <Text c="dimmed" className="any-script">
                  {[medicine.prescriber && t('own.medicines.by', { name: medicine.prescriber }), medicine.end_on && t('own.medicines.until', { day: showDate(medicine.end_on) })].filter(Boolean).join(' · ')}
                </Text>
                {medicine.status === 'on_hold' && <Note tone="amber">{t('own.medicines.paused')}</Note>}
              </OwnRow>
            ))}
          </div>
        </OwnCard>
      )}
      {over.length > 0 && !earlier && (
        <div>
          <Button variant="default" onClick={() => setEarlier(true)} data-testid="own-medicines-earlier">
            {t('own.medicines.earlier.show', { count: over.length })}
          </Button>
        </div>
      )}
      {earlier && (
        <OwnCard title={t('own.medicines.earlier')}>
          <div>
            {over.map((medicine) => (
              <OwnRow key={medicine.id} side={<Text c="dimmed">{medicine.end_on ? t('own.medicines.until', { day: showDate(medicine.end_on) }) : word('medicine_status', medicine.status)}</Text>}>
                <Text className="any-script">{medicine.medication_text}</Text>
                <Text c="dimmed" className="any-script">
                  {medicine.dosage}
                </Text>
              </OwnRow>
            ))}
          </div>
        </OwnCard>
      )}
      {dose && <DoseForm medicine={dose.medicine} taken={dose.taken} onClose={() => setDose(null)} />}
    </OwnPage>
  );
}
