import type { ProcedureLine } from '../../api/commands';
import { t } from '../../app/messages';
import { Panel } from '../../shared/look/Page';
import { ProcedureRow } from './ProcedureRow';

/** What is planned in a visit, and what was done. */
export function VisitProcedures(props: { procedures: readonly ProcedureLine[] }) {
  if (props.procedures.length === 0) return null;
  return (
    <Panel title={t('chart.procedures')} count={props.procedures.filter((each) => each.status !== 'entered_in_error').length} flush testid="visit-procedures">
      {props.procedures.map((each) => (
        <ProcedureRow key={each.id} procedure={each} />
      ))}
    </Panel>
  );
}
