import { Checkbox, Group, Select, Text, TextInput, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ClaimLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { ReasonForm } from '../../shared/forms/AskReason';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { moneyText, parseMoney, showMoney } from '../../shared/money';

interface Props {
  claim: ClaimLine;
  onDone: () => void;
}

/** How insurers pay. */
const methods = ['bank_transfer', 'check', 'insurance', 'credit_card', 'debit_card', 'mobile_money', 'cash', 'other'] as const;

function wrongAmount(text: string, currency: string): string | null {
  const minor = parseMoney(text, currency);
  return minor === null || minor <= 0 ? t('billing.amount.wrong') : null;
}

function troubles<K extends string>(all: Record<K, string | null>): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of Object.keys(all) as K[]) {
    const trouble = all[key];
    if (trouble !== null) found[key] = trouble;
  }
  return found;
}

/** The insurer has the claim. */
export function AcknowledgeForm({ claim, onDone }: Props) {
  const act = useAct('billing.acknowledge_claim');
  const { form, answered, ...draft } = useDraftForm(`claim-acknowledge:${claim.id}`, { blank: { insurer_reference: claim.insurer_reference ?? '' } });
  const submit = () =>
    form.onSubmit(({ insurer_reference }) =>
      act.mutate({ id: claim.id, version: claim.version, insurer_reference: orNull(insurer_reference) }, answered(onDone)),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('claims.acknowledge.submit')} pending={act.isPending} onSubmit={submit} onClose={onDone} testid="claim-acknowledge">
      <Text size="sm">{t('claims.acknowledge.text', { insurer: claim.insurer_name })}</Text>
      <TextInput label={t('claims.reference')} data-autofocus data-testid="claim-reference" {...form.getInputProps('insurer_reference')} />
    </FormFrame>
  );
}

/** What the insurer promises to pay. */
export function ApproveForm({ claim, onDone }: Props) {
  const { currency } = claim;
  const act = useAct('billing.approve_claim');
  const { form, answered, ...draft } = useDraftForm(`claim-approve:${claim.id}`, {
    blank: {
      approved_minor: moneyText(claim.approved_minor ?? claim.claimed_minor, currency),
      patient_share_minor: claim.patient_share_minor === null ? '' : moneyText(claim.patient_share_minor, currency),
      insurer_reference: claim.insurer_reference ?? '',
    },
    validate: ({ approved_minor, patient_share_minor }) =>
      troubles({
        approved_minor:
          wrongAmount(approved_minor, currency) ??
          ((parseMoney(approved_minor, currency) ?? 0) > claim.claimed_minor ? t('claims.approve.too_much', { amount: showMoney(claim.claimed_minor, currency) }) : null),
        patient_share_minor: patient_share_minor.trim() !== '' && parseMoney(patient_share_minor, currency) === null ? t('billing.amount.wrong') : null,
      }),
  });
  const submit = () =>
    form.onSubmit(({ approved_minor, patient_share_minor, insurer_reference }) =>
      act.mutate(
        {
          id: claim.id,
          version: claim.version,
          approved_minor: parseMoney(approved_minor, currency) ?? 0,
          patient_share_minor: patient_share_minor.trim() === '' ? null : parseMoney(patient_share_minor, currency),
          insurer_reference: orNull(insurer_reference),
        },
        answered(onDone),
      ),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('claims.approve.submit')} pending={act.isPending} onSubmit={submit} onClose={onDone} testid="claim-approve">
      <Text size="sm">{t('claims.approve.text', { insurer: claim.insurer_name, amount: showMoney(claim.claimed_minor, currency) })}</Text>
      <Group grow align="flex-start">
        <TextInput label={t('claims.approved_amount', { currency })} inputMode="decimal" data-autofocus data-testid="claim-approved" {...form.getInputProps('approved_minor')} />
        <TextInput label={t('claims.patient_share', { currency })} description={t('claims.patient_share.text')} inputWrapperOrder={['label', 'input', 'description', 'error']} inputMode="decimal" data-testid="claim-share" {...form.getInputProps('patient_share_minor')} />
      </Group>
      <TextInput label={t('claims.reference')} data-testid="claim-reference" {...form.getInputProps('insurer_reference')} />
    </FormFrame>
  );
}

/** The insurer does not pay. */
export function DenyForm({ claim, onDone }: Props) {
  const act = useAct('billing.deny_claim');
  const { form, answered, ...draft } = useDraftForm(`claim-deny:${claim.id}`, {
    blank: { reason: '', insurer_reference: claim.insurer_reference ?? '' },
    validate: ({ reason }) => troubles({ reason: reason.trim() === '' ? t('claims.deny.reason.missing') : null }),
  });
  const submit = () =>
    form.onSubmit(({ reason, insurer_reference }) =>
      act.mutate({ id: claim.id, version: claim.version, reason: reason.trim(), insurer_reference: orNull(insurer_reference) }, answered(onDone)),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('claims.deny.submit')} danger pending={act.isPending} onSubmit={submit} onClose={onDone} testid="claim-deny">
      <Text size="sm">{t('claims.deny.text', { insurer: claim.insurer_name })}</Text>
      <Textarea label={t('claims.deny.reason')} autosize minRows={2} data-autofocus data-testid="claim-deny-reason" {...form.getInputProps('reason')} />
      <TextInput label={t('claims.reference')} data-testid="claim-reference" {...form.getInputProps('insurer_reference')} />
    </FormFrame>
  );
}

/** Money of the insurer. More than was promised is taken all the same; less may be the last of it. */
export function SettleForm({ claim, onDone }: Props) {
  const { currency } = claim;
  const act = useAct('billing.settle_claim');
  const awaited = Math.max(0, (claim.approved_minor ?? 0) - claim.paid_minor);
  const { form, saved, refuse, ...draft } = useDraftForm(`claim-settle:${claim.id}`, {
    blank: { amount_minor: awaited > 0 ? moneyText(awaited, currency) : '', method: 'bank_transfer', reference: '', is_final: false },
    validate: ({ amount_minor }) => troubles({ amount_minor: wrongAmount(amount_minor, currency) }),
  });
  const submit = () =>
    form.onSubmit(({ amount_minor, method, reference, is_final }) =>
      act.mutate(
        { id: claim.id, version: claim.version, amount_minor: parseMoney(amount_minor, currency) ?? 0, method, reference: orNull(reference), is_final },
        {
          onSuccess: (paid) => {
            saved();
            notifications.show({ message: paid.settled ? t('claims.settle.settled') : t('claims.settle.awaited', { amount: showMoney(paid.awaited_minor, currency) }) });
            onDone();
          },
          onError: refuse,
        },
      ),
    )();
  const typed = parseMoney(form.values.amount_minor, currency);
  const missing = typed === null ? 0 : awaited - typed;
  return (
    <FormFrame {...draft} submitLabel={t('claims.settle.submit')} pending={act.isPending} onSubmit={submit} onClose={onDone} testid="claim-settle">
      <Text size="sm">{t('claims.settle.text', { insurer: claim.insurer_name, amount: showMoney(awaited, currency) })}</Text>
      <Group grow align="flex-start">
        <TextInput label={t('billing.amount', { currency })} inputMode="decimal" data-autofocus data-testid="claim-paid" {...form.getInputProps('amount_minor')} />
        <Select label={t('billing.method')} data={choices('payment_method', methods)} allowDeselect={false} {...form.getInputProps('method')} />
      </Group>
      <TextInput label={t('billing.reference')} data-testid="claim-payment-reference" {...form.getInputProps('reference')} />
      {missing > 0 && (
        <Checkbox label={t('claims.settle.final')} description={t('claims.settle.final.text', { amount: showMoney(missing, currency) })} data-testid="claim-final" {...form.getInputProps('is_final', { type: 'checkbox' })} />
      )}
    </FormFrame>
  );
}

/** A denied claim is made again; the denied one stays as it is. */
export function ResubmitForm({ claim, onDone, onMade }: Props & { onMade: (id: string) => void }) {
  const { currency } = claim;
  const act = useAct('billing.resubmit_claim');
  const { form, saved, refuse, ...draft } = useDraftForm(`claim-resubmit:${claim.id}`, {
    blank: { claimed_minor: moneyText(claim.claimed_minor, currency), notes: '' },
    validate: ({ claimed_minor }) => troubles({ claimed_minor: wrongAmount(claimed_minor, currency) }),
  });
  const submit = () =>
    form.onSubmit(({ claimed_minor, notes }) =>
      act.mutate(
        { id: claim.id, claimed_minor: parseMoney(claimed_minor, currency), notes: orNull(notes) },
        {
          onSuccess: ({ id }) => {
            saved();
            onMade(id);
          },
          onError: refuse,
        },
      ),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('claims.resubmit.submit')} pending={act.isPending} onSubmit={submit} onClose={onDone} testid="claim-resubmit">
      <Text size="sm">{t('claims.resubmit.text', { insurer: claim.insurer_name })}</Text>
      <TextInput label={t('claims.claimed_amount', { currency })} inputMode="decimal" data-autofocus data-testid="claim-claimed" {...form.getInputProps('claimed_minor')} />
      <Textarea label={t('claims.resubmit.notes')} autosize minRows={2} data-testid="claim-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** A claim is taken back. */
export function CancelForm({ claim, onDone }: Props) {
  const act = useAct('billing.cancel_claim');
  return (
    <ReasonForm
      draft={`claim-cancel:${claim.id}`}
      text={t('claims.cancel.text', { amount: showMoney(claim.claimed_minor, claim.currency), insurer: claim.insurer_name })}
      label={t('accounts.reason')}
      submit={t('claims.cancel.submit')}
      danger
      send={(reason) => act.mutateAsync({ id: claim.id, version: claim.version, reason })}
      onClose={onDone}
      testid="claim-cancel"
    />
  );
}
