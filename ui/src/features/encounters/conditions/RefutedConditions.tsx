import { Badge, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { t, word } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { FailureNote } from '../../../shared/look/Note';
import { Quiet } from '../../../shared/look/Page';
import { showDay } from '../../../shared/time/format';
import { ChartRow } from '../../people/ChartList';
import { More } from '../../people/record/More';
import { usePaged } from '../usePaged';
import { ConditionMenu } from './ConditionMenu';
import { isRefuted } from './words';

function List(props: { patientId: string; visitId?: string }) {
  const { time_zone: zone } = useSite();
  const pages = usePaged('encounters.conditions', { patient_id: props.patientId }, ['medical_conditions']);
  const all = pages.data?.pages.flatMap((page) => page.conditions) ?? [];
  const refuted = all.filter((each) => isRefuted(each) && (props.visitId === undefined || each.visit_id === props.visitId));
  return (
    <>
      <FailureNote failure={pages.error} />
      {pages.data && refuted.length === 0 && !pages.hasNextPage && <Quiet>{t('condition.refuted.none')}</Quiet>}
      {refuted.map((problem) => (
        <ChartRow
          key={problem.id}
          testid="refuted-condition"
          side={
            <>
              {showDay(problem.at, zone)} <ConditionMenu problem={problem} />
            </>
          }
        >
          <Text span td="line-through" c="dimmed" className="any-script">
            {problem.condition_name}
          </Text>{' '}
          <Badge color="gray">{word('condition_verification', problem.verification)}</Badge>
        </ChartRow>
      ))}
      <More has={pages.hasNextPage} busy={pages.isFetchingNextPage} onMore={() => void pages.fetchNextPage()} />
    </>
  );
}

/** What turned out not to be so, struck and with its history, for whoever asks to see it. */
export function RefutedConditions(props: { patientId: string; visitId?: string }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      {shown && <List {...props} />}
      <Button variant="subtle" color="gray" size="compact-sm" m={6} aria-expanded={shown} onClick={() => setShown(!shown)} data-testid="conditions-refuted">
        {t(shown ? 'condition.refuted.hide' : 'condition.refuted.show')}
      </Button>
    </>
  );
}
