import { Badge, Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Visit } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { Panel } from '../../shared/look/Page';
import { ReasonModal } from '../../shared/look/ReasonModal';
import { ChartRow } from '../people/ChartList';

type Procedure = Visit['procedures'][number];

/** What was done in a visit. What was entered in error stands there as struck. */
export function VisitProcedures(props: { procedures: readonly Procedure[] }) {
  const strike = useAct('encounters.strike_procedure');
  const mayStrike = useMay('prescribe');
  const [striking, setStriking] = useState<Procedure | null>(null);
  if (props.procedures.length === 0) return null;
  return (
    <Panel title={t('chart.procedures')} flush testid="visit-procedures">
      {props.procedures.map((each) => {
        const struck = each.status === 'entered_in_error';
        return (
          <ChartRow
            key={each.id}
            testid="visit-procedure"
            side={
              mayStrike && !struck ? (
                <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('struck.procedure.title', { name: each.name })} onClick={() => setStriking(each)} data-testid="procedure-strike">
                  {t('struck.strike')}
                </Button>
              ) : undefined
            }
          >
            <Text size="sm" {...(struck ? { td: 'line-through', c: 'dimmed' } : {})} className="any-script">
              {each.name}
            </Text>
            {each.status !== 'completed' && <Badge color="gray">{word('procedure_status', each.status)}</Badge>}
          </ChartRow>
        );
      })}
      {striking && (
        <ReasonModal
          title={t('struck.procedure.title', { name: striking.name })}
          text={t('struck.procedure.text')}
          label={t('struck.procedure.reason')}
          submit={t('struck.strike')}
          destructive
          pending={strike.isPending}
          failure={strike.error}
          onClose={() => setStriking(null)}
          onSubmit={(reason) =>
            strike.mutate(
              { id: striking.id, version: striking.version, reason },
              {
                onSuccess: () => {
                  notifications.show({ message: t('struck.procedure.done', { name: striking.name }) });
                  setStriking(null);
                },
              },
            )
          }
          testid="strike-procedure"
        />
      )}
    </Panel>
  );
}
