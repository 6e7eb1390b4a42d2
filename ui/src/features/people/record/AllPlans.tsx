import { Drawer, Stack } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { AddButton } from '../../../shared/look/AddButton';
import { FailureNote } from '../../../shared/look/Note';
import { Panel, Quiet } from '../../../shared/look/Page';
import { CarePlanForm } from '../../encounters/carePlans/CarePlanForm';
import { CarePlanRow } from '../../encounters/carePlans/CarePlanRow';
import { ReferralForm } from '../../encounters/referrals/ReferralForm';
import { ReferralRow } from '../../encounters/referrals/ReferralRow';
import { usePaged } from '../../encounters/usePaged';
import { More } from './More';

/** Plans of care and referrals, those that are over as well. */
export function AllPlans(props: { patientId: string }) {
  const { patientId } = props;
  const seePlans = useMay('see_care_plans');
  const writePlans = useMay('write_care_plans');
  const refer = useMay('write_referrals');
  const plans = usePaged('encounters.care_plans', { patient_id: patientId }, ['care_plans'], seePlans);
  const referrals = usePaged('encounters.referrals', { patient_id: patientId }, ['referrals', 'practitioners']);
  const [open, setOpen] = useState<'nothing' | 'plan' | 'refer'>('nothing');
  const close = () => setOpen('nothing');
  const allPlans = plans.data?.pages.flatMap((page) => page.plans) ?? [];
  const allReferrals = referrals.data?.pages.flatMap((page) => page.referrals) ?? [];
  return (
    <Stack gap="md">
      {seePlans && (
        <Panel
          title={t('care_plan.title')}
          flush
          testid="all-plans"
          actions={
            writePlans && <AddButton label={t('care_plan.add')} onClick={() => setOpen('plan')} testid="all-plans-add" />
          }
        >
          <FailureNote failure={plans.error} />
          {plans.data && allPlans.length === 0 && <Quiet>{t('care_plan.empty')}</Quiet>}
          {allPlans.map((plan) => (
            <CarePlanRow key={plan.id} plan={plan} />
          ))}
          <More has={plans.hasNextPage} busy={plans.isFetchingNextPage} onMore={() => void plans.fetchNextPage()} />
        </Panel>
      )}
      <Panel
        title={t('referral.title')}
        flush
        testid="all-referrals"
        actions={
          refer && <AddButton label={t('referral.write')} onClick={() => setOpen('refer')} testid="all-referrals-add" />
        }
      >
        <FailureNote failure={referrals.error} />
        {referrals.data && allReferrals.length === 0 && <Quiet>{t('referral.empty')}</Quiet>}
        {allReferrals.map((referral) => (
          <ReferralRow key={referral.id} referral={referral} />
        ))}
        <More has={referrals.hasNextPage} busy={referrals.isFetchingNextPage} onMore={() => void referrals.fetchNextPage()} />
      </Panel>
      <Drawer opened={open === 'plan'} onClose={close} title={t('care_plan.write')} size="44rem">
        {open === 'plan' && <CarePlanForm patientId={patientId} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'refer'} onClose={close} title={t('referral.write')} size="30rem">
        {open === 'refer' && <ReferralForm patientId={patientId} visitId={null} onDone={close} />}
      </Drawer>
    </Stack>
  );
}
