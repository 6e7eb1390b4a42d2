import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ClaimLine } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { Facts } from '../../shared/look/Facts';
import { FailureNote, Note } from '../../shared/look/Note';
import { showMoney } from '../../shared/money';
import { showDay } from '../../shared/time/format';
import { AcknowledgeForm, ApproveForm, CancelForm, DenyForm, ResubmitForm, SettleForm } from './ClaimForms';
import { repeatedBy, stepsOf, type ClaimStep } from './claimSteps';
import { ClaimState } from './ClaimState';

/** One claim as it stands now, and what comes next. It is read with its invoice, so it follows every step. */
export function ClaimDetails(props: { invoiceId: string; claimId: string; onOpen: (claimId: string) => void }) {
  const { time_zone: zone } = useSite();
  const mayWrite = useMay('write_invoices');
  const invoice = useCommand('billing.invoice', { id: props.invoiceId }, ['insurance_claims', 'insurance_policies', 'invoices', 'payments', 'patients']);
  const submit = useAct('billing.submit_claim');
  const [step, setStep] = useState<ClaimStep | null>(null);
  const claims = invoice.data?.claims ?? [];
  const claim = claims.find((each) => each.id === props.claimId);
  if (!invoice.data || !claim) return <FailureNote failure={invoice.error} />;

  const money = (minor: number | null) => (minor === null ? null : showMoney(minor, claim.currency));
  const done = () => setStep(null);
  const steps = mayWrite ? stepsOf(claim, claims) : [];
  const newer = repeatedBy(claim, claims);
  const older = claims.find((each) => each.id === claim.resubmits_id);
  const take = (chosen: ClaimStep) => {
    if (chosen !== 'submit') return setStep(chosen);
    submit.mutate({ id: claim.id, version: claim.version }, { onSuccess: ({ number }) => notifications.show({ message: t('claims.submitted_as', { number }) }) });
  };
  return (
    <Stack gap="md" data-testid="claim-details">
      <Group gap="sm">
        <Text fw={620} size="lg" className="numbers">
          {claim.number ?? t('claims.unnumbered')}
        </Text>
        <ClaimState status={claim.status} />
      </Group>
      <Facts
        rows={[
          [
            t('billing.patient'),
            <Anchor key="patient" component={Link} to={`/patients/${claim.patient_id}`} className="any-script">
              {invoice.data.patient.display_name}
            </Anchor>,
          ],
          [
            t('claims.invoice'),
            <Anchor key="invoice" component={Link} to={`/invoices/${claim.invoice_id}`} className="numbers">
              {claim.invoice_number ?? t('billing.draft')}
            </Anchor>,
          ],
          [t('claims.insurer'), claim.insurer_name],
          [t('claims.claimed'), money(claim.claimed_minor)],
          [t('claims.approved'), money(claim.approved_minor)],
          [t('claims.left_to_patient'), money(claim.patient_share_minor)],
          [t('claims.paid'), claim.paid_minor > 0 ? money(claim.paid_minor) : null],
          [t('claims.submitted'), claim.submitted_at === null ? null : `${showDay(claim.submitted_at, zone)} · ${t('claims.age', { days: claim.age_days ?? 0 })}`],
          [t('claims.answered'), claim.answered_at === null ? null : showDay(claim.answered_at, zone)],
          [t('claims.denied_because'), claim.denial_reason],
          [t('claims.reference'), claim.insurer_reference],
          [t('claims.notes'), claim.notes],
        ]}
      />
      {older && <Related claim={older} sentence="claims.repeats" onOpen={props.onOpen} />}
      {newer && <Related claim={newer} sentence="claims.repeated" onOpen={props.onOpen} />}
      <FailureNote failure={step === null ? submit.error : null} />
      {step === null && steps.length > 0 && (
        <Group gap="xs">
          {steps.map((each, index) => (
            <Button key={each} variant={index === 0 ? 'filled' : 'default'} loading={each === 'submit' && submit.isPending} onClick={() => take(each)} data-testid={`claim-step-${each}`}>
              {t(each === 'approve' && claim.status === 'approved' ? 'claims.step.approve_again' : `claims.step.${each}`)}
            </Button>
          ))}
        </Group>
      )}
      {step === null && claim.status === 'denied' && steps.length > 0 && <Note tone="plain">{t('claims.denied.next')}</Note>}
      {step === 'acknowledge' && <AcknowledgeForm claim={claim} onDone={done} />}
      {step === 'approve' && <ApproveForm claim={claim} onDone={done} />}
      {step === 'deny' && <DenyForm claim={claim} onDone={done} />}
      {step === 'settle' && <SettleForm claim={claim} onDone={done} />}
      {step === 'resubmit' && (
        <ResubmitForm
          claim={claim}
          onDone={done}
          onMade={(id) => {
            done();
            props.onOpen(id);
          }}
        />
      )}
      {step === 'cancel' && <CancelForm claim={claim} onDone={done} />}
    </Stack>
  );
}

function Related(props: { claim: ClaimLine; sentence: 'claims.repeats' | 'claims.repeated'; onOpen: (claimId: string) => void }) {
  return (
    <Anchor component="button" type="button" size="sm" ta="start" onClick={() => props.onOpen(props.claim.id)}>
      {t(props.sentence, { claim: props.claim.number ?? t('claims.unnumbered') })}
    </Anchor>
  );
}
