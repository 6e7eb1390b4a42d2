import { ActionIcon, Badge, Button, Drawer, Group, MultiSelect, NumberInput, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconBellRinging, IconPlus, IconStairsUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { AlertTemplate, EscalationPolicy } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { numberOrNull, orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showList, showMinutes } from '../../shared/time/format';
import { ChartRow } from '../people/ChartList';
import { alertKinds, alertRoles } from '../system/ruleWords';
import { AdministrationFrame } from './AdministrationFrame';

const urgencies = ['1', '2', '3', '4', '5'] as const;
const urgencyChoices = () => urgencies.map((value) => ({ value, label: value === '1' ? t('rule.then.urgency.1') : value === '5' ? t('rule.then.urgency.5') : value }));
const kindChoices = () => choices('alert_kind', alertKinds);
const calledRoles = () => choices('role', alertRoles);

function useDepartmentChoices() {
  const departments = useCommand('organization.departments', {}, ['departments']);
  return (departments.data ?? []).filter((each) => each.is_active).map((each) => ({ value: each.id, label: each.name }));
}

interface StepDraft {
  after_minutes: string | number;
  roles: string[];
  department_id: string | null;
}

interface PolicyValues {
  name: string;
  kind: string | null;
  urgency_from: string | null;
  department_id: string | null;
  steps: StepDraft[];
}

function PolicyForm(props: { policy: EscalationPolicy | null; onDone: () => void }) {
  const { policy, onDone } = props;
  const departments = useDepartmentChoices();
  const add = useAct('alerts.add_policy');
  const update = useAct('alerts.update_policy');
  const [version] = useState(policy?.version ?? 0);
  const { form, answered, refuse, ...draft } = useDraftForm<PolicyValues>(`escalation:${policy?.id ?? 'new'}`, {
    blank: {
      name: policy?.name ?? '', kind: policy?.kind ?? null, urgency_from: policy?.urgency_from ? String(policy.urgency_from) : null, department_id: policy?.department_id ?? null,
      steps: policy?.steps ?? [{ after_minutes: 5, roles: [], department_id: null }],
    },
    validate: (values) => ({
      name: needed(values.name),
      ...Object.fromEntries(
        values.steps.flatMap((step, at) => {
          const minutes = numberOrNull(step.after_minutes);
          const before = at === 0 ? 0 : (numberOrNull(values.steps[at - 1]?.after_minutes ?? '') ?? 0);
          if (minutes === null) return [[`steps.${at}.after_minutes`, t('form.required')]];
          return minutes <= before ? [[`steps.${at}.after_minutes`, t('escalation.later')]] : [];
        }),
      ),
    }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const request = {
        name: values.name.trim(), kind: values.kind, urgency_from: values.urgency_from ? Number(values.urgency_from) : null, department_id: values.department_id,
        steps: values.steps.map((step) => ({ ...step, after_minutes: Number(step.after_minutes) })),
      };
      const after = answered(onDone);
      refuse(null);
      if (policy) update.mutate({ id: policy.id, version, ...request }, after);
      else add.mutate(request, after);
    })();
  const values = form.getValues();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="policy">
      <TextInput label={t('places.name')} data-autofocus data-testid="policy-name" {...form.getInputProps('name')} />
      <SimpleGrid cols={2} spacing="xs">
        <Select label={t('rule.then.kind')} placeholder={t('escalation.any_kind')} clearable searchable data={kindChoices()} {...form.getInputProps('kind')} />
        <Select label={t('escalation.urgency_from')} placeholder={t('escalation.any_urgency')} clearable data={urgencyChoices()} {...form.getInputProps('urgency_from')} />
      </SimpleGrid>
      <Select label={t('escalation.department')} placeholder={t('escalation.any_department')} clearable data={departments} {...form.getInputProps('department_id')} />
      <Text fw={600} size="sm">
        {t('escalation.steps')}
      </Text>
      {values.steps.map((_, at) => (
        <Group key={at} gap="xs" align="flex-start" wrap="nowrap" data-testid="policy-step">
          <NumberInput w="6.5rem" label={t('escalation.after')} suffix=" min" min={1} max={10080} allowDecimal={false} hideControls data-testid="step-after" {...form.getInputProps(`steps.${at}.after_minutes`)} />
          <Stack gap={6} flex={1}>
            <MultiSelect label={t('escalation.calls')} placeholder={values.steps[at]?.roles.length === 0 ? t('escalation.everybody') : ''} data={calledRoles()} data-testid="step-roles" {...form.getInputProps(`steps.${at}.roles`)} />
            <Select aria-label={t('escalation.of_department')} placeholder={t('escalation.of_any_department')} clearable data={departments} {...form.getInputProps(`steps.${at}.department_id`)} />
          </Stack>
          {values.steps.length > 1 && (
            <ActionIcon mt={25} variant="subtle" color="gray" size={36} aria-label={t('escalation.step.remove')} onClick={() => form.removeListItem('steps', at)}>
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
      ))}
      {form.errors.steps && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors.steps}
        </Text>
      )}
      <Group>
        <Button
          size="compact-md"
          variant="subtle"
          leftSection={<IconPlus size={15} />}
          onClick={() => form.insertListItem('steps', { after_minutes: (numberOrNull(values.steps.at(-1)?.after_minutes ?? '') ?? 0) + 5, roles: [], department_id: null })}
          data-testid="step-add"
        >
          {t('escalation.step.add')}
        </Button>
      </Group>
    </FormFrame>
  );
}

function TemplateForm(props: { template: AlertTemplate | null; policies: readonly EscalationPolicy[]; onDone: () => void }) {
  const { template, onDone } = props;
  const departments = useDepartmentChoices();
  const add = useAct('alerts.add_template');
  const update = useAct('alerts.update_template');
  const [version] = useState(template?.version ?? 0);
  const { form, answered, refuse, ...draft } = useDraftForm(`alert-template:${template?.id ?? 'new'}`, {
    blank: {
      name: template?.name ?? '', kind: template?.kind ?? 'medical', title: template?.title ?? '', message: template?.message ?? '', urgency: String(template?.urgency ?? 2),
      department_id: template?.department_id ?? null, roles: template?.roles ?? [], escalation_policy_id: template?.escalation_policy_id ?? null,
    },
    validate: (values) => ({ name: needed(values.name), title: needed(values.title) }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const request = { ...values, name: values.name.trim(), title: values.title.trim(), message: orNull(values.message), urgency: Number(values.urgency) };
      const after = answered(onDone);
      refuse(null);
      if (template) update.mutate({ id: template.id, version, ...request }, after);
      else add.mutate(request, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="alert-template">
      <TextInput label={t('places.name')} description={t('alert_template.name.text')} data-autofocus data-testid="alert-template-name" {...form.getInputProps('name')} />
      <TextInput label={t('alert_template.title')} description={t('alert_template.title.text')} data-testid="alert-template-title" {...form.getInputProps('title')} />
      <Textarea label={t('alert_template.message')} autosize minRows={2} {...form.getInputProps('message')} />
      <SimpleGrid cols={2} spacing="xs">
        <Select label={t('rule.then.kind')} allowDeselect={false} searchable data={kindChoices()} {...form.getInputProps('kind')} />
        <Select label={t('rule.then.urgency')} allowDeselect={false} data={urgencyChoices()} {...form.getInputProps('urgency')} />
      </SimpleGrid>
      <MultiSelect label={t('rule.then.roles')} description={t('rule.then.roles.text')} clearable data={calledRoles()} {...form.getInputProps('roles')} />
      <Select label={t('duty.department')} placeholder={t('duty.whole_site')} clearable data={departments} {...form.getInputProps('department_id')} />
      <Select label={t('alert_template.policy')} placeholder={t('alert_template.policy.fitting')} clearable data={props.policies.map((policy) => ({ value: policy.id, label: policy.name }))} {...form.getInputProps('escalation_policy_id')} />
    </FormFrame>
  );
}

type Open = { what: 'policy'; policy: EscalationPolicy | null } | { what: 'template'; template: AlertTemplate | null } | null;

function AlertSettings() {
  const templates = useCommand('alerts.templates', {}, ['alert_templates']);
  const policies = useCommand('alerts.policies', {}, ['escalation_policies']);
  const retireTemplate = useAct('alerts.retire_template');
  const retirePolicy = useAct('alerts.retire_policy');
  const [open, setOpen] = useState<Open>(null);
  const [leaving, setLeaving] = useState<{ what: 'policy' | 'template'; id: string; version: number; name: string } | null>(null);
  const done = () => setOpen(null);
  const retire = leaving?.what === 'policy' ? retirePolicy : retireTemplate;
  const rolesText = (roles: readonly string[]) => (roles.length === 0 ? t('escalation.everybody') : showList(roles.map((role) => word('role', role))));
  return (
    <Stack gap="md">
      <FailureNote failure={templates.error ?? policies.error} />
      <Panel
        title={t('alert_template.list')}
        count={templates.data?.length ?? 0}
        flush
        testid="alert-templates"
        actions={
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setOpen({ what: 'template', template: null })} data-testid="alert-template-add">
            {t('alert_template.add')}
          </Button>
        }
      >
        {templates.data?.length === 0 && <Teach icon={<IconBellRinging size={40} stroke={1.3} />} title={t('alert_template.empty')} text={t('alert_template.empty.text')} />}
        {templates.data?.map((template) => (
          <ChartRow
            key={template.id}
            testid="alert-template"
            side={
              <Group gap={4} wrap="nowrap">
                <Button variant="subtle" size="compact-sm" onClick={() => setOpen({ what: 'template', template })} aria-label={t('places.change', { name: template.name })}>
                  {t('common.change')}
                </Button>
                <Button variant="subtle" color="red" size="compact-sm" onClick={() => setLeaving({ what: 'template', ...template })} aria-label={t('days_off.holiday.remove', { name: template.name })} data-testid="alert-template-remove">
                  {t('common.remove')}
                </Button>
              </Group>
            }
          >
            <Group gap="xs">
              <Text span fw={570}>
                {template.name}
              </Text>
              <Badge color={template.urgency <= 2 ? 'orange' : 'gray'}>{t('escalation.urgency', { urgency: template.urgency })}</Badge>
              <Text span size="sm" c="dimmed">
                {[word('alert_kind', template.kind), rolesText(template.roles)].join(' · ')}
              </Text>
            </Group>
            <Text span size="sm" display="block" className="any-script">
              {say(template.title)}
            </Text>
          </ChartRow>
        ))}
      </Panel>
      <Panel
        title={t('escalation.list')}
        count={policies.data?.length ?? 0}
        flush
        testid="policies"
        actions={
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setOpen({ what: 'policy', policy: null })} data-testid="policy-add">
            {t('escalation.add')}
          </Button>
        }
      >
        {policies.data?.length === 0 && <Teach icon={<IconStairsUp size={40} stroke={1.3} />} title={t('escalation.empty')} text={t('escalation.empty.text')} />}
        {policies.data?.map((policy) => (
          <ChartRow
            key={policy.id}
            testid="policy"
            side={
              <Group gap={4} wrap="nowrap">
                <Button variant="subtle" size="compact-sm" onClick={() => setOpen({ what: 'policy', policy })} aria-label={t('places.change', { name: policy.name })} data-testid="policy-change">
                  {t('common.change')}
                </Button>
                <Button variant="subtle" color="red" size="compact-sm" onClick={() => setLeaving({ what: 'policy', ...policy })} aria-label={t('days_off.holiday.remove', { name: policy.name })} data-testid="policy-remove">
                  {t('common.remove')}
                </Button>
              </Group>
            }
          >
            <Group gap="xs">
              <Text span fw={570}>
                {policy.name}
              </Text>
              <Text span size="sm" c="dimmed">
                {[policy.kind ? word('alert_kind', policy.kind) : t('escalation.any_kind'), policy.urgency_from ? t('escalation.from_urgency', { urgency: policy.urgency_from }) : null].filter(Boolean).join(' · ')}
              </Text>
            </Group>
            {policy.steps.map((step) => (
              <Text key={step.after_minutes} span size="sm" display="block">
                {t('escalation.step', { time: showMinutes(step.after_minutes), roles: rolesText(step.roles) })}
              </Text>
            ))}
          </ChartRow>
        ))}
      </Panel>
      <Drawer opened={open?.what === 'policy'} onClose={done} title={open?.what === 'policy' && open.policy ? open.policy.name : t('escalation.add')} size="34rem">
        {open?.what === 'policy' && <PolicyForm policy={open.policy} onDone={done} />}
      </Drawer>
      <Drawer opened={open?.what === 'template'} onClose={done} title={open?.what === 'template' && open.template ? open.template.name : t('alert_template.add')} size="32rem">
        {open?.what === 'template' && <TemplateForm template={open.template} policies={policies.data ?? []} onDone={done} />}
      </Drawer>
      <AskOnce
        opened={leaving !== null}
        title={t('escalation.remove.title', { name: leaving?.name ?? '' })}
        text={t(leaving?.what === 'policy' ? 'escalation.remove.text' : 'alert_template.remove.text')}
        action={t('common.remove')}
        failure={retire.error}
        busy={retire.isPending}
        onConfirm={() => leaving && retire.mutate({ id: leaving.id, version: leaving.version }, { onSuccess: () => setLeaving(null) })}
        onClose={() => setLeaving(null)}
        testid="ask-once"
      />
    </Stack>
  );
}

/** Alerts that are raised with two keystrokes, and who is called when nobody answers. */
export function AlertSettingsPage() {
  return (
    <AdministrationFrame title={t('admin.alerts')} needs="keep_clinic" width="66rem" testid="alert-settings">
      <AlertSettings />
    </AdministrationFrame>
  );
}
