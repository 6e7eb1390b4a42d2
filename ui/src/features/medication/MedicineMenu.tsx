import { ActionIcon, Drawer, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { AskReason } from '../../shared/forms/AskReason';
import { RenewForm } from './RenewForm';
import { ReportDose } from './ReportDose';
import { StopMedicine } from './StopMedicine';

/** A prescribed medicine, as the chart, the visit and the record list it. */
export interface ListedMedicine {
  id: string;
  version: number;
  medication_text: string;
  dosage: string;
  status: string;
}

type Act = 'renew' | 'hold' | 'resume' | 'complete' | 'stop' | 'cancel' | 'report';

/** What can become of a medicine in which status. A draft was never to be taken, so that nothing is told of it. */
const open: Readonly<Record<string, readonly Act[]>> = {
  draft: ['stop', 'cancel'],
  active: ['renew', 'hold', 'complete', 'stop', 'cancel', 'report'],
  on_hold: ['resume', 'complete', 'stop', 'cancel', 'report'],
  completed: ['renew', 'report'],
  stopped: ['report'],
};

const labels = {
  renew: 'medicine.renew',
  hold: 'pharmacy.hold',
  resume: 'pharmacy.resume',
  complete: 'medicine.complete',
  stop: 'medication.stop',
  cancel: 'medicine.cancel',
  report: 'dose_report.open',
} as const;

/** Everything that can be done with one prescribed medicine, for whom it is allowed. */
export function MedicineMenu(props: { medicine: ListedMedicine; visitId: string | null }) {
  const { medicine } = props;
  const mayPrescribe = useMay('prescribe');
  const mayReport = useMay('report_doses');
  const resume = useAct('medication.resume');
  const complete = useAct('medication.complete');
  const [doing, setDoing] = useState<Act | null>(null);
  const close = () => {
    setDoing(null);
    resume.reset();
    complete.reset();
  };
  const acts = (open[medicine.status] ?? []).filter((act) => (act === 'report' ? mayReport : mayPrescribe));
  if (acts.length === 0) return null;
  const name = { medicine: medicine.medication_text };
  const this_item = { item_id: medicine.id, version: medicine.version };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" ms={4} aria-label={t('medicine.more', name)} data-testid="medicine-more">
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {acts.map((act) => (
            <Menu.Item key={act} {...(act === 'stop' || act === 'cancel' ? { color: 'red' } : {})} onClick={() => setDoing(act)} data-testid={`medicine-${act}`}>
              {t(labels[act])}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Drawer opened={doing === 'renew'} onClose={close} title={t('medicine.renew.one', name)} size="30rem">
        {doing === 'renew' && <RenewForm medicine={medicine} visitId={props.visitId} onDone={close} />}
      </Drawer>
      <Drawer opened={doing === 'report'} onClose={close} title={t('dose_report.one', name)} size="30rem">
        {doing === 'report' && <ReportDose medicine={medicine} onDone={close} />}
      </Drawer>
      <AskOnce
        opened={doing === 'resume'}
        title={t('medicine.resume.title', name)}
        text={t('medicine.resume.text')}
        action={t('pharmacy.resume')}
        harmless
        failure={resume.error}
        busy={resume.isPending}
        onConfirm={() => resume.mutate(this_item, { onSuccess: close })}
        onClose={close}
        testid="resume-medicine"
      />
      <AskOnce
        opened={doing === 'complete'}
        title={t('medicine.complete.title', name)}
        text={t('medicine.complete.text')}
        action={t('medicine.complete')}
        harmless
        failure={complete.error}
        busy={complete.isPending}
        onConfirm={() => complete.mutate(this_item, { onSuccess: close })}
        onClose={close}
        testid="complete-medicine"
      />
      <AskReason
        opened={doing === 'hold'}
        title={t('pharmacy.hold.title', name)}
        draft={`hold:${medicine.id}`}
        text={t('pharmacy.hold.text')}
        label={t('pharmacy.hold.reason')}
        submit={t('pharmacy.hold')}
        send={(reason) => call('medication.hold', { ...this_item, reason })}
        onClose={close}
        testid="hold-medicine"
      />
      <AskReason
        opened={doing === 'cancel'}
        title={t('medicine.cancel.title', name)}
        draft={`cancel-medicine:${medicine.id}`}
        text={t('medicine.cancel.text')}
        label={t('medicine.cancel.reason')}
        submit={t('medicine.cancel')}
        leave={t('common.close')}
        danger
        send={(reason) => call('medication.cancel_item', { ...this_item, reason }).then(() => notifications.show({ message: t('medicine.cancel.done', name) }))}
        onClose={close}
        testid="cancel-medicine"
      />
      <StopMedicine medicine={doing === 'stop' ? medicine : null} onClose={close} />
    </>
  );
}
