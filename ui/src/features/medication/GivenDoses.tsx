import { Badge, Button, Drawer, Text } from '@mantine/core';
import { useState } from 'react';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { Panel } from '../../shared/look/Page';
import { ChartList } from '../people/ChartList';
import rows from '../encounters/rows.module.css';
import { CorrectDose } from './CorrectDose';
import classes from './MedicinesDue.module.css';
import { doseText, showMoment, type GivenDose } from './medicineWords';

/** The doses of a patient, given or left out, the newest first; what was struck stays readable. */
export function GivenDoses(props: { doses: readonly GivenDose[]; shown: number }) {
  const { time_zone: zone } = useSite();
  const mayCorrect = useMay('give_medicines');
  const [correcting, setCorrecting] = useState<GivenDose | null>(null);
  const close = () => setCorrecting(null);
  const one = (dose: GivenDose) => t('dose.correct.one', { medicine: dose.medication_text, when: showMoment(dose.given_at, zone) });
  const row = (dose: GivenDose) => (
    <article key={dose.id} className={rows.row} data-struck={dose.struck || undefined} data-testid="given-dose">
      <div className={rows.what}>
        <Text span fw={560} className="any-script" {...(dose.struck ? { td: 'line-through' } : {})}>
          {dose.medication_text}
        </Text>{' '}
        <Badge color={dose.struck ? 'gray' : dose.status === 'given' ? 'green' : dose.status === 'entered_in_error' ? 'gray' : 'orange'}>{dose.struck ? t('doses.struck') : word('dose_outcome', dose.status)}</Badge>
        <Text size="sm" c="dimmed" className="any-script">
          {[doseText(dose), dose.lot_number && t('doses.lot', { lot: dose.lot_number }), dose.status_reason].filter(Boolean).join(' · ')}
        </Text>
        {dose.despite_text && (
          <Text size="xs" className={`any-script prewrap ${classes.despite ?? ''}`}>
            {say(dose.despite_text)}
          </Text>
        )}
        {dose.correction_reason && (
          <Text size="xs" c="dimmed" className="any-script">
            {t('doses.corrected', { reason: dose.correction_reason })}
          </Text>
        )}
      </div>
      <Text size="sm" c="dimmed" className="numbers">
        {showMoment(dose.given_at, zone)}
      </Text>
      {mayCorrect && !dose.struck && (
        <Button size="compact-sm" variant="subtle" color="gray" aria-label={one(dose)} onClick={() => setCorrecting(dose)} data-testid="dose-correct">
          {t('dose.correct')}
        </Button>
      )}
    </article>
  );
  return (
    <Panel title={t('doses.title')} flush testid="given-doses">
      <ChartList items={props.doses} shown={props.shown} empty={t('doses.empty')} render={row} />
      <Drawer opened={correcting !== null} onClose={close} title={correcting ? one(correcting) : ''} size="30rem">
        {correcting && <CorrectDose dose={correcting} onDone={close} />}
      </Drawer>
    </Panel>
  );
}
