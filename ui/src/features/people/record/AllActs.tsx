import { Drawer } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { AddButton } from '../../../shared/look/AddButton';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Quiet } from '../../../shared/look/Page';
import { ImmunizationForm } from '../../encounters/immunizations/ImmunizationForm';
import { ImmunizationRow } from '../../encounters/immunizations/ImmunizationRow';
import { ProcedureForm } from '../../encounters/ProcedureForm';
import { ProcedureRow } from '../../encounters/ProcedureRow';
import { usePaged } from '../../encounters/usePaged';
import { More } from './More';

/** Every vaccination: given, known from elsewhere, not given, struck. */
export function AllImmunizations(props: { patientId: string }) {
  const pages = usePaged('encounters.immunizations', { patient_id: props.patientId }, ['immunizations']);
  const mayGive = useMay('give_immunizations');
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  const all = pages.data?.pages.flatMap((page) => page.immunizations) ?? [];
  return (
    <Panel title={t('chart.immunizations')} flush testid="all-immunizations" actions={mayGive && <AddButton label={t('immunization.add')} onClick={() => setAdding(true)} testid="all-immunizations-add" />}>
      <FailureNote failure={pages.error} />
      {pages.data && all.length === 0 && <Quiet>{t('chart.immunizations.empty')}</Quiet>}
      {all.map((each) => (
        <ImmunizationRow key={each.id} immunization={each} />
      ))}
      <More has={pages.hasNextPage} busy={pages.isFetchingNextPage} onMore={() => void pages.fetchNextPage()} />
      <Drawer opened={adding} onClose={close} title={t('immunization.add')} size="32rem">
        {adding && <ImmunizationForm patientId={props.patientId} visitId={null} onDone={close} />}
      </Drawer>
    </Panel>
  );
}

/** Every procedure: planned, done, given up, struck. */
export function AllProcedures(props: { patientId: string }) {
  const pages = usePaged('encounters.procedures', { patient_id: props.patientId }, ['procedures']);
  const mayWrite = useMay('write_procedures');
  const [adding, setAdding] = useState(false);
  const close = () => setAdding(false);
  const all = pages.data?.pages.flatMap((page) => page.procedures) ?? [];
  return (
    <Panel title={t('chart.procedures')} flush testid="all-procedures" actions={mayWrite && <AddButton label={t('procedure.add')} onClick={() => setAdding(true)} testid="all-procedures-add" />}>
      <FailureNote failure={pages.error} />
      {pages.data && all.length === 0 && <Quiet>{t('chart.procedures.empty')}</Quiet>}
      {all.map((each) => (
        <ProcedureRow key={each.id} procedure={each} />
      ))}
      <More has={pages.hasNextPage} busy={pages.isFetchingNextPage} onMore={() => void pages.fetchNextPage()} />
      <Drawer opened={adding} onClose={close} title={t('procedure.add')} size="32rem">
        {adding && <ProcedureForm patientId={props.patientId} visitId={null} onDone={close} />}
      </Drawer>
    </Panel>
  );
}
