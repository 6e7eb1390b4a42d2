import { Badge, Button, Drawer, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote } from '../../shared/look/Note';
import { AllergyForm } from './AllergyForm';
import classes from './ChartHeader.module.css';
import { RefuteAllergy } from './RefuteAllergy';
import { StrikeAllergy } from './StrikeAllergy';

type Allergy = Chart['allergies'][number];
type Verb = 'correct' | 'refute' | 'resolved' | 'inactive' | 'entered_in_error';

function AllergyChip(props: { allergy: Allergy; mayEnd: boolean; onVerb: (verb: Verb) => void }) {
  const { allergy, onVerb } = props;
  const chip = (
    <UnstyledButton className={classes.allergy} data-high={allergy.criticality === 'high' || undefined} data-testid="allergy" disabled={!props.mayEnd} title={[word('criticality', allergy.criticality), word('reaction_severity', allergy.severity), word('allergy_verification', allergy.verification)].filter(Boolean).join(' · ')}>
      <IconAlertTriangle size={15} aria-hidden />
      <span className="any-script">
        <b>{allergy.substance_text}</b>
        {allergy.reaction_text && ` · ${allergy.reaction_text}`}
        {allergy.criticality === 'high' && ` · ${t('criticality_short.high')}`}
      </span>
      {allergy.candidate && <Badge color="orange">{t('chart.allergies.review')}</Badge>}
    </UnstyledButton>
  );
  if (!props.mayEnd) return chip;
  return (
    <Menu>
      <Menu.Target>{chip}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onVerb('correct')} data-testid="allergy-correct">
          {t('allergy.correct')}
        </Menu.Item>
        <Menu.Item onClick={() => onVerb('refute')} data-testid="allergy-refute">
          {t('allergy.refute')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('allergy.end')}</Menu.Label>
        {(['resolved', 'inactive', 'entered_in_error'] as const).map((status) => (
          <Menu.Item key={status} onClick={() => onVerb(status)}>
            {t(`allergy.end.${status}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What warns of nothing any more: refuted ones struck, others with how they ended. */
function Earlier(props: { allergies: readonly Allergy[] }) {
  return (
    <Group gap="0.3rem 1rem" data-testid="allergies-earlier-list">
      {props.allergies.map((allergy) => {
        const refuted = allergy.verification === 'refuted';
        return (
          <Text key={allergy.id} span size="sm" c="dimmed" className="any-script" data-testid="allergy-earlier">
            <Text span inherit {...(refuted ? { td: 'line-through' } : {})}>
              {allergy.substance_text}
            </Text>{' '}
            {t('allergy.earlier.state', { state: refuted ? word('allergy_verification', 'refuted') : word('allergy_status', allergy.status) })}
          </Text>
        );
      })}
    </Group>
  );
}

/** Allergies, the one line that never scrolls away. */
export function AllergyLine(props: { patientId: string; allergies: Chart['allergies']; onAdd: () => void }) {
  const mayWrite = useMay('record_vitals');
  const end = useAct('people.end_allergy');
  const [ended, setEnded] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ verb: 'correct' | 'refute' | 'entered_in_error'; allergy: Allergy } | null>(null);
  const [past, setPast] = useState(false);
  const close = () => setAsked(null);
  const active = props.allergies.filter((allergy) => (allergy.status === 'active' && allergy.verification !== 'refuted') || allergy.candidate);
  const earlier = props.allergies.filter((allergy) => !active.includes(allergy));
  const over = (allergy: Allergy) => {
    setEnded(allergy.id);
    close();
  };
  const of = (verb: Verb) => (asked?.verb === verb ? asked.allergy : null);
  const correcting = of('correct');
  return (
    <>
      <Group gap={6} className={classes.allergies} data-testid="allergies">
        {active.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('chart.allergies.none')}
          </Text>
        )}
        {active.map((allergy) => (
          <AllergyChip
            key={`${allergy.id}${allergy.candidate ? ':candidate' : ''}`}
            allergy={allergy}
            mayEnd={mayWrite && !allergy.candidate && ended !== allergy.id}
            onVerb={(verb) => {
              if (verb === 'resolved' || verb === 'inactive') end.mutate({ id: allergy.id, version: allergy.version, status: verb }, { onSuccess: () => setEnded(allergy.id) });
              else setAsked({ verb, allergy });
            }}
          />
        ))}
        {mayWrite && <AddButton label={t('chart.allergies.add')} onClick={props.onAdd} testid="allergy-add" />}
        {earlier.length > 0 && (
          <Button variant="subtle" color="gray" size="compact-sm" aria-expanded={past} onClick={() => setPast(!past)} data-testid="allergies-earlier">
            {t('allergy.earlier', { count: earlier.length })}
          </Button>
        )}
      </Group>
      {past && earlier.length > 0 && <Earlier allergies={earlier} />}
      <FailureNote failure={end.error} />
      <Drawer opened={correcting !== null} onClose={close} title={correcting ? t('allergy.correct.title', { substance: correcting.substance_text }) : ''} size="26rem">
        {correcting && <AllergyForm patientId={props.patientId} corrects={correcting} onDone={close} />}
      </Drawer>
      <RefuteAllergy allergy={of('refute')} onRefuted={() => asked && over(asked.allergy)} onClose={close} />
      <StrikeAllergy allergy={of('entered_in_error')} onStruck={over} onClose={close} />
    </>
  );
}
