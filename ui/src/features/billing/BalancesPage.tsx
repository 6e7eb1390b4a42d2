import { Drawer, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { PatientLine } from '../../api/commands';
import { t } from '../../app/messages';
import { Page } from '../../shared/look/Page';
import { Ageing } from './Ageing';
import { OpenBalances } from './OpenBalances';
import { PatientAccount } from './PatientAccount';

/** What is owed: by how late it is, and by patient. */
export function BalancesPage() {
  const [view, setView] = useState<'late' | 'patients'>('late');
  const [patient, setPatient] = useState<PatientLine | null>(null);
  return (
    <Page
      title={t('nav.balances')}
      testid="balances"
      actions={
        <SegmentedControl
          aria-label={t('balances.view')}
          value={view}
          onChange={(value) => setView(value === 'patients' ? 'patients' : 'late')}
          data={[
            { value: 'late', label: t('balances.late') },
            { value: 'patients', label: t('balances.patients') },
          ]}
          data-testid="balances-view"
        />
      }
    >
      {view === 'late' ? <Ageing onPatient={setPatient} /> : <OpenBalances onPatient={setPatient} />}
      <Drawer opened={patient !== null} onClose={() => setPatient(null)} title={t('balances.account')} size="36rem">
        {patient && <PatientAccount key={patient.id} patient={patient} />}
      </Drawer>
    </Page>
  );
}
