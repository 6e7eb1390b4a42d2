import { Badge, Button, Checkbox, Drawer, Group, Menu, Modal, Radio, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconDots, IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { Chart, RequestOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { DayField } from '../../shared/forms/DayField';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { moneyText, parseMoney, showMoney } from '../../shared/money';
import { showDate, showDay } from '../../shared/time/format';
import { ChartList, ChartRow } from './ChartList';

type Policy = Chart['policies'][number];
type Form = Omit<RequestOf<'people.add_policy'>, 'patient_id'>;

const ranks: readonly Form['coverage_rank'][] = ['primary', 'secondary', 'tertiary'];
const relationships: readonly NonNullable<Form['relationship_to_patient']>[] = ['self', 'spouse', 'child', 'parent', 'other'];
const amounts = ['copay_minor', 'deductible_minor', 'deductible_met_minor'] as const;

interface Values {
  insurer_name: string;
  insurer_code: string;
  plan_name: string;
  plan_kind: string;
  policy_number: string;
  group_number: string;
  holder_name: string;
  relationship_to_patient: Form['relationship_to_patient'];
  coverage_rank: Form['coverage_rank'];
  effective_on: string;
  expires_on: string;
  /** As typed. */
  copay_minor: string;
  deductible_minor: string;
  deductible_met_minor: string;
  deductible_met_on: string;
  preauthorization_required: boolean;
  notes: string;
}

function valuesOf(policy: Policy | null, currency: string): Values {
  const money = (minor: number | null | undefined) => (minor === null || minor === undefined ? '' : moneyText(minor, currency));
  return {
    insurer_name: policy?.insurer_name ?? '', insurer_code: policy?.insurer_code ?? '', plan_name: policy?.plan_name ?? '', plan_kind: policy?.plan_kind ?? '', policy_number: policy?.policy_number ?? '', group_number: policy?.group_number ?? '',
    holder_name: policy?.holder_name ?? '', relationship_to_patient: policy ? policy.relationship_to_patient : 'self', coverage_rank: policy?.coverage_rank ?? 'primary', effective_on: policy?.effective_on ?? '', expires_on: policy?.expires_on ?? '',
    copay_minor: money(policy?.copay_minor), deductible_minor: money(policy?.deductible_minor), deductible_met_minor: money(policy?.deductible_met_minor), deductible_met_on: policy?.deductible_met_on ?? '', preauthorization_required: policy?.preauthorization_required ?? false, notes: policy?.notes ?? '',
  };
}

function PolicyForm(props: { patientId: string; policy: Policy | null; onDone: () => void }) {
  const { patientId, policy, onDone } = props;
  const site = useSite();
  const currency = policy?.currency ?? site.currency;
  const add = useAct('people.add_policy');
  const update = useAct('people.update_policy');
  const { form, answered, refuse, ...draft } = useDraftForm<Values>(policy ? `policy:${policy.id}:${policy.version}` : `policy-of:${patientId}`, {
    blank: valuesOf(policy, currency),
    validate: (values) => ({
      insurer_name: values.insurer_name.trim() === '' ? t('policy.insurer.missing') : null,
      expires_on: values.effective_on && values.expires_on && values.expires_on < values.effective_on ? t('waiting.backwards') : null,
      ...Object.fromEntries(amounts.map((field) => [field, values[field].trim() !== '' && parseMoney(values[field], currency) === null ? t('policy.amount.wrong') : null])),
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const written: Form = {
        insurer_name: values.insurer_name.trim(), insurer_code: orNull(values.insurer_code), plan_name: orNull(values.plan_name), plan_kind: orNull(values.plan_kind), policy_number: orNull(values.policy_number), group_number: orNull(values.group_number),
        holder_name: orNull(values.holder_name), relationship_to_patient: values.relationship_to_patient, coverage_rank: values.coverage_rank, effective_on: orNull(values.effective_on), expires_on: orNull(values.expires_on),
        copay_minor: parseMoney(values.copay_minor, currency), deductible_minor: parseMoney(values.deductible_minor, currency), deductible_met_minor: parseMoney(values.deductible_met_minor, currency), deductible_met_on: orNull(values.deductible_met_on),
        currency, preauthorization_required: values.preauthorization_required, notes: orNull(values.notes),
      };
      const after = answered(onDone);
      refuse(null);
      if (policy) update.mutate({ id: policy.id, version: policy.version, ...written }, after);
      else add.mutate({ patient_id: patientId, ...written }, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="policy">
      {policy?.verified_at && (
        <Text size="sm" c="dimmed">
          {t('policy.change.text')}
        </Text>
      )}
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('policy.insurer')} data-autofocus {...form.getInputProps('insurer_name')} data-testid="policy-insurer" />
        <TextInput label={t('policy.insurer_code')} {...form.getInputProps('insurer_code')} />
        <TextInput label={t('policy.number')} {...form.getInputProps('policy_number')} data-testid="policy-number" />
        <TextInput label={t('policy.group')} {...form.getInputProps('group_number')} />
        <TextInput label={t('policy.plan')} {...form.getInputProps('plan_name')} />
        <TextInput label={t('policy.plan_kind')} {...form.getInputProps('plan_kind')} />
        <TextInput label={t('policy.holder')} description={t('policy.holder.text')} {...form.getInputProps('holder_name')} />
        <Select label={t('policy.relationship')} description={t('policy.relationship.text')} clearable data={choices('policy_relationship', relationships)} {...form.getInputProps('relationship_to_patient')} />
        <Select label={t('policy.rank')} allowDeselect={false} data={choices('coverage_rank', ranks)} {...form.getInputProps('coverage_rank')} data-testid="policy-rank" />
        <span />
        <DayField label={t('policy.from')} {...form.getInputProps('effective_on')} />
        <DayField label={t('policy.until')} {...form.getInputProps('expires_on')} />
        <TextInput label={t('policy.copay', { currency })} inputMode="decimal" {...form.getInputProps('copay_minor')} data-testid="policy-copay" />
        <TextInput label={t('policy.deductible', { currency })} inputMode="decimal" {...form.getInputProps('deductible_minor')} />
        <TextInput label={t('policy.deductible_met', { currency })} inputMode="decimal" {...form.getInputProps('deductible_met_minor')} />
        <DayField label={t('policy.deductible_met_on')} {...form.getInputProps('deductible_met_on')} />
      </SimpleGrid>
      <Checkbox label={t('policy.preauthorization')} {...form.getInputProps('preauthorization_required', { type: 'checkbox' })} />
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

function EndForm(props: { policy: Policy; onDone: () => void }) {
  const { policy, onDone } = props;
  const end = useAct('people.end_policy');
  const { form, answered, ...draft } = useDraftForm<{ status: RequestOf<'people.end_policy'>['status']; ended_on: string }>(`end-policy:${policy.id}`, { blank: { status: 'inactive', ended_on: '' } });
  const submit = () =>
    form.onSubmit((values) =>
      end.mutate({ id: policy.id, version: policy.version, status: values.status, ended_on: orNull(values.ended_on) }, answered(onDone)),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('policy.end')} danger pending={end.isPending} focusOn="close" onSubmit={submit} onClose={onDone} testid="policy-end">
      <Text size="sm">{t('policy.end.text')}</Text>
      <Radio.Group label={t('policy.end.why')} {...form.getInputProps('status')}>
        <Stack gap={6} mt={6}>
          <Radio value="inactive" label={t('policy.end.inactive')} />
          <Radio value="expired" label={t('policy.end.expired')} data-testid="policy-end-expired" />
        </Stack>
      </Radio.Group>
      <DayField label={t('policy.end.on')} description={t('policy.end.on.text')} {...form.getInputProps('ended_on')} />
    </FormFrame>
  );
}

function PolicyRow(props: { policy: Policy; may: boolean; onChange: () => void; onEnd: () => void }) {
  const { policy, may } = props;
  const { time_zone: zone, currency } = useSite();
  const verify = useAct('people.verify_policy');
  const standing = policy.status === 'active' && !policy.lapsed;
  return (
    <ChartRow
      testid="policy"
      side={
        may && (
          <Group gap={4} wrap="nowrap">
            {standing && (
              <Button size="compact-sm" variant="subtle" leftSection={<IconShieldCheck size={15} />} loading={verify.isPending} onClick={() => verify.mutate({ id: policy.id, version: policy.version })} data-testid="policy-verify">
                {t('policy.verify')}
              </Button>
            )}
            <Menu position="bottom-end">
              <Menu.Target>
                <Button variant="subtle" color="gray" size="compact-xs" aria-label={t('policy.more', { insurer: policy.insurer_name })} data-testid="policy-more">
                  <IconDots size={15} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={props.onChange} data-testid="policy-change">
                  {t('common.change')}
                </Menu.Item>
                {policy.status === 'active' && (
                  <Menu.Item onClick={props.onEnd} data-testid="policy-end">
                    {t('policy.end')}
                  </Menu.Item>
                )}
              </Menu.Dropdown>
            </Menu>
          </Group>
        )
      }
    >
      <Group gap={6}>
        <Text span fw={550} className="any-script">
          {policy.insurer_name}
        </Text>
        <Text span size="sm" className="numbers">
          {[policy.plan_name, policy.policy_number].filter(Boolean).join(' · ')}
        </Text>
        <Badge color={standing ? 'accent' : 'gray'}>{standing ? t('policy.pays', { rank: word('coverage_rank', policy.coverage_rank) }) : policy.lapsed && policy.status === 'active' ? t('policy.lapsed') : word('policy_status', policy.status)}</Badge>
      </Group>
      <Text size="sm" c="dimmed" className="any-script">
        {[
          policy.holder_name && t('policy.held_by', { name: policy.holder_name }), policy.expires_on && t('waiting.until', { until: showDate(policy.expires_on) }),
          policy.copay_minor !== null && t('policy.copay.is', { amount: showMoney(policy.copay_minor, policy.currency ?? currency) }), policy.preauthorization_required && t('policy.preauthorization.is'),
        ].filter(Boolean).join(' · ')}
      </Text>
      {standing && (
        <Text size="sm" c="dimmed">
          {policy.verified_at ? t('policy.verified', { when: showDay(policy.verified_at, zone), name: policy.verified_by ?? t('common.unknown') }) : t('policy.not_verified')}
        </Text>
      )}
      {policy.held_reason && <Note tone="amber">{say(policy.held_reason)}</Note>}
      <FailureNote failure={verify.error} />
    </ChartRow>
  );
}

/** Who pays for the patient, in which order. */
export function Policies(props: { patientId: string; policies: Chart['policies'] }) {
  const may = useMay('keep_policies');
  const [open, setOpen] = useState<{ what: 'form'; policy: Policy | null } | { what: 'end'; policy: Policy } | null>(null);
  const done = () => setOpen(null);
  return (
    <Panel
      title={t('policy.title')}
      count={props.policies.filter((each) => each.status === 'active').length}
      flush
      testid="policies"
      actions={
        may && <AddButton label={t('policy.add')} onClick={() => setOpen({ what: 'form', policy: null })} testid="policy-add" />
      }
    >
      <ChartList
        items={props.policies}
        shown={3}
        empty={t('policy.empty')}
        render={(policy) => <PolicyRow key={policy.id} policy={policy} may={may} onChange={() => setOpen({ what: 'form', policy })} onEnd={() => setOpen({ what: 'end', policy })} />}
      />
      <Drawer opened={open?.what === 'form'} onClose={done} title={open?.what === 'form' && open.policy ? t('policy.change', { insurer: open.policy.insurer_name }) : t('policy.add')} size="34rem">
        {open?.what === 'form' && <PolicyForm patientId={props.patientId} policy={open.policy} onDone={done} />}
      </Drawer>
      <Modal opened={open?.what === 'end'} onClose={done} title={open?.what === 'end' ? t('policy.end.title', { insurer: open.policy.insurer_name }) : ''}>
        {open?.what === 'end' && <EndForm policy={open.policy} onDone={done} />}
      </Modal>
    </Panel>
  );
}
