import { List, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { InvoiceSplit } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote, Note } from '../../shared/look/Note';
import { moneyText, parseMoney, showMoney } from '../../shared/money';

interface Props {
  invoiceId: string;
  onDone: () => void;
  onMade: (id: string) => void;
}

/** A claim on one of the patient's policies, with what that policy is likely to pay. */
export function DraftClaimForm(props: Props) {
  const split = useCommand('billing.split', { invoice_id: props.invoiceId }, ['invoices', 'invoice_lines', 'insurance_policies', 'payments']);
  if (!split.data) return <FailureNote failure={split.error} />;
  if (split.data.policies.length === 0) return <Note tone="plain">{t('claims.draft.none')}</Note>;
  return <PolicyForm {...props} split={split.data} />;
}

function PolicyForm({ invoiceId, split, onDone, onMade }: Props & { split: InvoiceSplit }) {
  const { currency, policies } = split;
  const act = useAct('billing.draft_claim');
  const likely = (id: string) => policies.find((each) => each.insurance_policy_id === id)?.insurer_minor ?? 0;
  const first = policies.find((each) => each.not_used_because === null)?.insurance_policy_id ?? '';
  const amount = (id: string) => (likely(id) > 0 ? moneyText(likely(id), currency) : '');
  const { form, saved, refuse, ...draft } = useDraftForm(`claim-draft:${invoiceId}`, {
    blank: { insurance_policy_id: first, claimed_minor: amount(first), notes: '' },
    validate: ({ insurance_policy_id, claimed_minor }) => {
      const minor = parseMoney(claimed_minor, currency);
      return {
        ...(insurance_policy_id === '' ? { insurance_policy_id: t('claims.draft.policy.missing') } : {}),
        ...(minor === null || minor <= 0 ? { claimed_minor: t('billing.amount.wrong') } : {}),
      };
    },
  });
  const submit = () =>
    form.onSubmit(({ insurance_policy_id, claimed_minor, notes }) =>
      act.mutate(
        { invoice_id: invoiceId, insurance_policy_id, claimed_minor: parseMoney(claimed_minor, currency), notes: orNull(notes) },
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
    <FormFrame {...draft} submitLabel={t('claims.draft.submit')} pending={act.isPending} onSubmit={submit} onClose={onDone} testid="claim-draft">
      <Radio.Group label={t('claims.draft.policy')} {...form.getInputProps('insurance_policy_id')} onChange={(id) => form.setValues({ insurance_policy_id: id, claimed_minor: amount(id) })}>
        <Stack gap="xs" mt={6}>
          {policies.map((policy) => (
            <Radio
              key={policy.insurance_policy_id}
              value={policy.insurance_policy_id}
              label={`${word('coverage_rank', policy.coverage_rank)} · ${policy.insurer_name}`}
              description={policy.not_used_because ?? t('claims.draft.share', { amount: showMoney(policy.insurer_minor, currency) })}
              data-testid="claim-policy"
            />
          ))}
        </Stack>
      </Radio.Group>
      <TextInput label={t('claims.claimed_amount', { currency })} inputMode="decimal" data-testid="claim-claimed" {...form.getInputProps('claimed_minor')} />
      <Textarea label={t('claims.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
      <Text size="sm">{t('claims.draft.patient', { amount: showMoney(split.patient_minor, currency) })}</Text>
      {split.assumptions.length > 0 && (
        <details>
          <Text component="summary" size="sm" c="dimmed">
            {t('claims.draft.assumes')}
          </Text>
          <List size="sm" mt={4} pe="sm">
            {split.assumptions.map((each) => (
              <List.Item key={each}>{each}</List.Item>
            ))}
          </List>
        </details>
      )}
    </FormFrame>
  );
}
