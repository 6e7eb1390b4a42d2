import { Anchor, Button, Checkbox, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSignature } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResponseOf } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { useShortcuts } from '../../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../../shared/look/Note';
import { Panel, Teach } from '../../../shared/look/Page';
import { showDayAndTime } from '../../../shared/time/format';
import { FlagBadge } from '../../people/ClinicalSections';
import { ageAndGender } from '../../people/patientFacts';
import classes from './LaboratoryPage.module.css';
import { isCritical, rangeText, valueText } from './ShownResult';

type WaitingResult = ResponseOf<'encounters.results_to_review'>[number];

const AT_ONCE_MAX = 100;

/** Final results that wait for the doctor who ordered them, the dangerous ones first. */
export function SignOff(props: { waiting: readonly WaitingResult[]; onOpen: (orderId: string) => void; title?: string }) {
  const { waiting } = props;
  const { time_zone: zone } = useSite();
  const review = useAct('encounters.review_results');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const results = waiting.map((each) => each.result);
  const signing = results.filter((result) => chosen.has(result.id)).slice(0, AT_ONCE_MAX);
  const submit = () => {
    if (signing.length === 0 || review.isPending) return;
    review.mutate(
      { results: signing.map(({ id, version }) => ({ id, version })) },
      {
        onSuccess: () => {
          setChosen(new Set());
          notifications.show({ message: t('lab.sign.done', { count: signing.length }) });
        },
      },
    );
  };
  useShortcuts([{ keys: 'mod+Enter', scope: 'screen', label: 'visit.sign', run: submit }]);
  if (waiting.length === 0) return <Teach icon={<IconSignature size={46} stroke={1.3} />} title={t('lab.sign.empty')} text={t('lab.sign.empty.text')} />;
  const all = results.every((result) => chosen.has(result.id));
  const toggle = (id: string) => setChosen(new Set(chosen.has(id) ? [...chosen].filter((each) => each !== id) : [...chosen, id]));
  return (
    <Panel
      flush
      testid="sign-off"
      title={
        <Group gap="md">
          {props.title}
          <Checkbox label={t('lab.sign.all')} checked={all} indeterminate={!all && chosen.size > 0} onChange={() => setChosen(all ? new Set() : new Set(results.map((result) => result.id)))} data-testid="sign-all" />
        </Group>
      }
      actions={
        <Button leftSection={<IconSignature size={16} />} disabled={signing.length === 0} loading={review.isPending} onClick={submit} data-testid="sign-submit">
          {t('lab.sign', { count: signing.length })}
        </Button>
      }
    >
      {review.error && (
        <div className={classes.row}>
          <FailureNote failure={review.error} />
        </div>
      )}
      {signing.some((result) => isCritical(result) && result.told_at === null) && (
        <div className={classes.row}>
          <Note tone="amber">{t('lab.sign.critical')}</Note>
        </div>
      )}
      {waiting.map(({ patient, result }) => (
        <div key={result.id} className={`${classes.row ?? ''} ${classes.check ?? ''}`} data-testid="sign-row">
          <Checkbox aria-label={t('lab.sign.one', { test: result.test_name, name: patient.display_name })} checked={chosen.has(result.id)} onChange={() => toggle(result.id)} data-testid="sign-one" />
          <div>
            <Text span size="sm" className="any-script">
              {result.test_name}
            </Text>{' '}
            <span className={`${classes.value ?? ''} numbers`}>{valueText(result)}</span>{' '}
            <Text span size="sm" c="dimmed" className="numbers">
              {rangeText(result)}
            </Text>{' '}
            <FlagBadge flag={result.abnormal_flag} />
            <Text size="sm">
              <Anchor component={Link} to={`/patients/${patient.id}`} size="sm">
                {patient.display_name}
              </Anchor>{' '}
              <Text span size="sm" c="dimmed">
                {[ageAndGender(patient), result.resulted_at !== null && showDayAndTime(result.resulted_at, zone)].filter(Boolean).join(' · ')}
              </Text>
            </Text>
            {[result.comments, result.interpretation, result.correction_reason && t('lab.corrected', { reason: result.correction_reason }), result.told_at !== null && t('lab.told', { name: result.told_to ?? '', when: showDayAndTime(result.told_at, zone) })]
              .filter((each): each is string => Boolean(each))
              .map((each) => (
                <Text key={each} size="xs" c="dimmed" className="any-script prewrap">
                  {each}
                </Text>
              ))}
          </div>
          <Group gap={4}>
            {result.lab_order_id !== null && (
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => props.onOpen(result.lab_order_id ?? '')} data-testid="sign-open">
                {t('lab.open_order')}
              </Button>
            )}
          </Group>
        </div>
      ))}
    </Panel>
  );
}
