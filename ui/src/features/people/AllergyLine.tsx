import { Badge, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Chart } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote } from '../../shared/look/Note';
import classes from './ChartHeader.module.css';
import { StrikeAllergy } from './StrikeAllergy';

type Allergy = Chart['allergies'][number];

function AllergyChip(props: { allergy: Allergy; mayEnd: boolean; onEnd: (status: 'inactive' | 'resolved' | 'entered_in_error') => void }) {
  const { allergy } = props;
  const chip = (
    <UnstyledButton className={classes.allergy} data-high={allergy.criticality === 'high' || undefined} data-testid="allergy" disabled={!props.mayEnd} title={[word('criticality', allergy.criticality), word('reaction_severity', allergy.severity)].filter(Boolean).join(' · ')}>
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
        <Menu.Label>{t('allergy.end')}</Menu.Label>
        {(['resolved', 'inactive', 'entered_in_error'] as const).map((status) => (
          <Menu.Item key={status} onClick={() => props.onEnd(status)}>
            {t(`allergy.end.${status}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Allergies, the one line that never scrolls away. */
export function AllergyLine(props: { allergies: Chart['allergies']; onAdd: () => void }) {
  const mayWrite = useMay('record_vitals');
  const end = useAct('people.end_allergy');
  const [ended, setEnded] = useState<string | null>(null);
  const [striking, setStriking] = useState<Allergy | null>(null);
  const active = props.allergies.filter((allergy) => allergy.status === 'active' || allergy.candidate);
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
            onEnd={(status) => {
              if (status === 'entered_in_error') setStriking(allergy);
              else end.mutate({ id: allergy.id, version: allergy.version, status }, { onSuccess: () => setEnded(allergy.id) });
            }}
          />
        ))}
        {mayWrite && <AddButton label={t('chart.allergies.add')} onClick={props.onAdd} testid="allergy-add" />}
      </Group>
      <FailureNote failure={end.error} />
      <StrikeAllergy
        allergy={striking}
        onStruck={(allergy) => {
          setEnded(allergy.id);
          setStriking(null);
        }}
        onClose={() => setStriking(null)}
      />
    </>
  );
}
