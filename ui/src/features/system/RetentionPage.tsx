import { Badge, Button, Drawer, Group, NumberInput, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconArchive, IconGavel } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PatientLine, ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDay } from '../../shared/time/format';
import { AdministrationFrame } from '../organization/AdministrationFrame';
import { ChartRow } from '../people/ChartList';
import { patientFacts } from '../people/patientFacts';
import { PatientPicker } from '../people/PatientPicker';

type Policy = ResponseOf<'system.retention'>[number];
type Hold = ResponseOf<'system.holds'>[number];

/** What laws speak of; another table that has a policy already is shown, too. */
const kept = [
  'patients', 'visits', 'vitals', 'medical_conditions', 'patient_allergies', 'prescriptions', 'prescription_items', 'lab_results', 'scans', 'reports', 'documents', 'consents', 'therapy_notes', 'appointments', 'invoices', 'payments', 'insurance_claims', 'chat_messages', 'audit_logs', 'security_logs',
] as const;
const actions = ['ask', 'keep', 'archive'] as const;

function PolicyForm(props: { policy: Policy | null; taken: readonly string[]; onDone: () => void }) {
  const { policy, onDone } = props;
  const set = useAct('system.set_retention');
  const tables = policy ? [policy.table_name] : kept.filter((table) => !props.taken.includes(table));
  const { form, answered, refuse, ...draft } = useDraftForm<{ table: string | null; keep_years: number | string; basis: string; action: string }>(policy ? `retention:${policy.id}:${policy.version}` : 'retention', {
    blank: { table: policy?.table_name ?? null, keep_years: policy?.keep_years ?? 10, basis: policy?.basis_text ?? '', action: policy?.action ?? 'ask' },
    validate: (values) => ({ table: values.table ? null : t('form.required'), keep_years: numberOrNull(values.keep_years) === null ? t('form.required') : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const keep_years = numberOrNull(values.keep_years);
      if (!values.table || keep_years === null) return;
      refuse(null);
      set.mutate({ table: values.table, keep_years, basis: orNull(values.basis), action: values.action }, answered(onDone));
    })();
  return (
    <FormFrame {...draft} pending={set.isPending} onSubmit={submit} onClose={onDone} testid="retention">
      <Select label={t('retention.what')} searchable allowDeselect={false} disabled={policy !== null} data={choices('table', tables)} {...form.getInputProps('table')} data-testid="retention-table" />
      <NumberInput label={t('retention.years')} min={1} max={200} allowDecimal={false} {...form.getInputProps('keep_years')} data-testid="retention-years" />
      <Select label={t('retention.then')} allowDeselect={false} data={choices('retention_action', actions)} {...form.getInputProps('action')} data-testid="retention-action" />
      <TextInput label={t('retention.basis')} description={t('retention.basis.text')} {...form.getInputProps('basis')} data-testid="retention-basis" />
    </FormFrame>
  );
}

function HoldForm(props: { onDone: () => void }) {
  const { onDone } = props;
  const place = useAct('system.place_hold');
  const { form, answered, refuse, ...draft } = useDraftForm<{ patient: PatientLine | null; reason: string }>('hold', {
    blank: { patient: null, reason: '' },
    validate: (values) => ({ patient: values.patient ? null : t('hold.patient.missing'), reason: values.reason.trim() === '' ? t('hold.reason.missing') : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      if (!values.patient) return;
      refuse(null);
      place.mutate({ patient_id: values.patient.id, reason: values.reason.trim() }, answered(onDone));
    })();
  return (
    <FormFrame {...draft} pending={place.isPending} onSubmit={submit} onClose={onDone} testid="hold">
      <PatientPicker value={form.getValues().patient} onChange={(patient) => form.setFieldValue('patient', patient)} error={form.errors.patient} autoFocus testid="hold-patient" />
      <Textarea label={t('hold.reason')} description={t('hold.reason.text')} autosize minRows={2} {...form.getInputProps('reason')} data-testid="hold-reason" />
    </FormFrame>
  );
}

function Content() {
  const { time_zone: zone } = useSite();
  const retention = useCommand('system.retention', {}, ['retention_policies']);
  const holds = useCommand('system.holds', {}, ['legal_holds', 'patients']);
  const release = useAct('system.release_hold');
  const [open, setOpen] = useState<{ what: 'policy'; policy: Policy | null } | { what: 'hold' } | { what: 'release'; hold: Hold } | null>(null);
  const done = () => {
    release.reset();
    setOpen(null);
  };
  const policies = retention.data ?? [];
  const held = holds.data ?? [];
  return (
    <Stack gap="md">
      <Panel
        title={t('retention.title')}
        count={policies.length}
        flush
        testid="retention"
        actions={
          <AddButton label={t('retention.add')} onClick={() => setOpen({ what: 'policy', policy: null })} testid="retention-add" />
        }
      >
        <FailureNote failure={retention.error} />
        {retention.data && policies.length === 0 && <Teach icon={<IconArchive size={46} stroke={1.3} />} title={t('retention.empty')} text={t('retention.empty.text')} />}
        {policies.map((policy) => (
          <ChartRow
            key={policy.id}
            testid="retention-policy"
            side={
              <Button size="compact-sm" variant="subtle" aria-label={t('retention.change', { table: word('table', policy.table_name) })} onClick={() => setOpen({ what: 'policy', policy })} data-testid="retention-change">
                {t('common.change')}
              </Button>
            }
          >
            <Text span fw={560}>
              {word('table', policy.table_name)}
            </Text>{' '}
            <Text span>{t('retention.for', { years: policy.keep_years })}</Text>
            <Text size="sm" c="dimmed" className="any-script">
              {[word('retention_action', policy.action), policy.basis_text].filter(Boolean).join(' · ')}
            </Text>
          </ChartRow>
        ))}
      </Panel>
      <Panel
        title={t('hold.title')}
        count={held.filter((each) => each.released_at === null).length}
        flush
        testid="holds"
        actions={
          <AddButton label={t('hold.add')} onClick={() => setOpen({ what: 'hold' })} testid="hold-add" />
        }
      >
        <FailureNote failure={holds.error} />
        {holds.data && held.length === 0 && <Teach icon={<IconGavel size={46} stroke={1.3} />} title={t('hold.empty')} text={t('hold.empty.text')} />}
        {held.map((hold) => (
          <ChartRow
            key={hold.id}
            testid="hold"
            side={
              hold.released_at === null ? (
                <Button size="compact-sm" variant="subtle" aria-label={t('hold.release.title', { patient: hold.patient.display_name })} onClick={() => setOpen({ what: 'release', hold })} data-testid="hold-release">
                  {t('hold.release')}
                </Button>
              ) : (
                showDay(hold.released_at, zone)
              )
            }
          >
            <Group gap={6}>
              <Link className="text-link any-script" to="/patients/$patientId" params={{ patientId: hold.patient.id }}>
                {hold.patient.display_name}
              </Link>
              <Text span size="sm" c="dimmed">
                {patientFacts(hold.patient)}
              </Text>
              {hold.released_at !== null && <Badge color="gray">{t('hold.released')}</Badge>}
            </Group>
            <Text size="sm" className="any-script">
              {hold.reason}
            </Text>
            <Text size="sm" c="dimmed" className="any-script">
              {[t('chart.since', { when: showDay(hold.placed_at, zone) }), hold.release_reason].filter(Boolean).join(' · ')}
            </Text>
          </ChartRow>
        ))}
      </Panel>
      <Drawer opened={open?.what === 'policy'} onClose={done} title={open?.what === 'policy' && open.policy ? t('retention.change', { table: word('table', open.policy.table_name) }) : t('retention.add')} size="28rem">
        {open?.what === 'policy' && <PolicyForm policy={open.policy} taken={policies.map((each) => each.table_name)} onDone={done} />}
      </Drawer>
      <Drawer opened={open?.what === 'hold'} onClose={done} title={t('hold.add')} size="28rem">
        {open?.what === 'hold' && <HoldForm onDone={done} />}
      </Drawer>
      {open?.what === 'release' && (
        <AskReason
          title={t('hold.release.title', { patient: open.hold.patient.display_name })}
          draft={`hold-release:${open.hold.id}`}
          text={t('hold.release.text')}
          label={t('hold.release.reason')}
          submit={t('hold.release')}
          send={(reason) => release.mutateAsync({ id: open.hold.id, version: open.hold.version, reason })}
          onClose={done}
          testid="hold-release"
        />
      )}
    </Stack>
  );
}

/** How long records are kept, and which must be kept whatever that says. */
export function RetentionPage() {
  return (
    <AdministrationFrame title={t('admin.retention')} needs="keep_retention" testid="retention-page">
      <Content />
    </AdministrationFrame>
  );
}
