import { ActionIcon, Badge, Button, Group, MultiSelect, NumberInput, Select, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconBolt, IconCheck, IconPlayerPlay, IconPlus, IconTrash } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResponseOf, WorkflowRule } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { staffRoles } from '../../app/permissions';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { choices } from '../../shared/forms/choices';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { DraftNote, FailureNote, Note } from '../../shared/look/Note';
import { Panel, Quiet, Teach } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { AdministrationFrame } from '../organization/AdministrationFrame';
import { priorityChoices } from '../scheduling/choices';
import { blankAction, requestOf, ruleTroubles, valuesOf, type RuleValues } from './ruleForm';
import classes from './Rules.module.css';
import { alertKinds, alertRoles, comparisons, fieldOf, fieldsOf, needsValue, triggers, valueWord } from './ruleWords';

const route = getRouteApi('/administration/rules/$ruleId');

type Form = UseFormReturnType<RuleValues>;

/** Patients write feedback and own their record; a rule only ever tells staff. */
const roleChoices = () => staffRoles.map((role) => ({ value: role, label: word('role', role) }));

function ConditionRow(props: { form: Form; at: number }) {
  const { form, at } = props;
  const values = form.getValues();
  const condition = values.conditions[at];
  if (!condition) return null;
  const field = fieldOf(values.trigger, condition.field);
  const path = `conditions.${at}`;
  const choices = field.kind === 'yes_no' ? ['true', 'false'] : field.values;
  return (
    <div className={classes.condition} data-testid="rule-condition">
      <Select
        aria-label={t('rule.if.field')}
        placeholder={t('rule.if.field')}
        data={fieldsOf(values.trigger, [condition.field]).map((each) => ({ value: each.name, label: word('rule_field', each.name) }))}
        allowDeselect={false}
        data-testid="rule-field"
        value={condition.field === '' ? null : condition.field}
        error={form.errors[`${path}.field`]}
        onChange={(name) => {
          const next = fieldOf(values.trigger, name ?? '');
          form.setFieldValue(path, { field: name ?? '', is: comparisons(next)[0] ?? 'equals', value: next.kind === 'yes_no' ? 'true' : '' });
        }}
      />
      <Select
        aria-label={t('rule.if.is')}
        data={[...new Set([...comparisons(field), condition.is])].map((each) => ({ value: each, label: word('comparison', each) }))}
        allowDeselect={false}
        data-testid="rule-comparison"
        {...form.getInputProps(`${path}.is`)}
      />
      {!needsValue(condition.is) ? (
        <span />
      ) : choices ? (
        <Select aria-label={t('rule.if.value')} data={[...new Set([...choices, ...(condition.value ? [condition.value] : [])])].map((each) => ({ value: each, label: valueWord(field, each) }))} allowDeselect={false} data-testid="rule-value" {...form.getInputProps(`${path}.value`)} value={condition.value === '' ? null : condition.value} />
      ) : (
        <TextInput aria-label={t('rule.if.value')} inputMode={field.kind === 'number' ? 'decimal' : 'text'} data-testid="rule-value" {...form.getInputProps(`${path}.value`)} />
      )}
      <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('rule.if.remove')} onClick={() => form.removeListItem('conditions', at)}>
        <IconTrash size={16} />
      </ActionIcon>
    </div>
  );
}

function ActionCard(props: { form: Form; at: number }) {
  const { form, at } = props;
  const action = form.getValues().actions[at];
  if (!action) return null;
  const path = `actions.${at}`;
  return (
    <div className={classes.action} data-testid="rule-action">
      <Stack gap="xs">
        <Group align="flex-end" wrap="nowrap" gap="xs">
          <Select label={t('rule.then.do')} data={choices('rule_do', ['add_task', 'notify', 'open_alert'])} allowDeselect={false} flex={1} data-testid="rule-do" {...form.getInputProps(`${path}.do`)} />
          {form.getValues().actions.length > 1 && (
            <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('rule.then.remove')} onClick={() => form.removeListItem('actions', at)}>
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
        <TextInput label={t('rule.then.title')} description={t('rule.then.title.text')} data-testid="rule-title" {...form.getInputProps(`${path}.title`)} />
        {action.do === 'add_task' && (
          <SimpleGrid cols={3} spacing="xs">
            <Select label={t('rule.then.role')} placeholder={t('rule.then.role.anyone')} data={roleChoices()} clearable data-testid="rule-role" {...form.getInputProps(`${path}.role`)} />
            <Select label={t('rule.then.priority')} data={priorityChoices()} allowDeselect={false} {...form.getInputProps(`${path}.priority`)} />
            <NumberInput label={t('rule.then.due')} min={1} allowDecimal={false} hideControls {...form.getInputProps(`${path}.due`)} />
          </SimpleGrid>
        )}
        {action.do === 'notify' && <Select label={t('rule.then.role')} data={roleChoices()} allowDeselect={false} maw="18rem" data-testid="rule-role" {...form.getInputProps(`${path}.role`)} />}
        {action.do === 'open_alert' && (
          <>
            <SimpleGrid cols={2} spacing="xs">
              <Select label={t('rule.then.kind')} data={choices('alert_kind', alertKinds)} allowDeselect={false} searchable {...form.getInputProps(`${path}.kind`)} />
              <Select
                label={t('rule.then.urgency')}
                data={['1', '2', '3', '4', '5'].map((value) => ({ value, label: value === '1' ? t('rule.then.urgency.1') : value === '5' ? t('rule.then.urgency.5') : value }))}
                allowDeselect={false}
                {...form.getInputProps(`${path}.urgency`)}
              />
            </SimpleGrid>
            <MultiSelect label={t('rule.then.roles')} description={t('rule.then.roles.text')} data={[...new Set([...alertRoles, ...action.roles])].map((role) => ({ value: role, label: word('role', role) }))} clearable {...form.getInputProps(`${path}.roles`)} />
          </>
        )}
      </Stack>
    </div>
  );
}

type DryRun = ResponseOf<'system.try_workflow_rule'>;

function DryRunPanel(props: { run: DryRun | null; old: boolean; busy: boolean; onTry: () => void }) {
  const { run } = props;
  const links = run?.table === 'visits' || run?.table === 'invoices' ? run.matched.slice(0, 5) : [];
  return (
    <Panel
      title={t('rule.try.title')}
      testid="rule-dry-run"
      actions={
        <Button size="compact-md" variant="default" leftSection={<IconPlayerPlay size={15} />} loading={props.busy} onClick={props.onTry} data-testid="rule-try">
          {t('rule.try')}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {t('rule.try.text')}
      </Text>
      <div aria-live="polite">
        {run && (
          <Stack gap="xs" opacity={props.old ? 0.55 : 1}>
            {run.tried === 0 ? (
              <Text size="sm">{t('rule.try.none')}</Text>
            ) : (
              <>
                <Text fw={600} data-testid="rule-dry-run-result">
                  {t('rule.try.result', { tried: run.tried, matched: run.matched.length })}
                </Text>
                <div className={classes.meter} aria-hidden>
                  <span style={{ inlineSize: `${(100 * run.matched.length) / run.tried}%` }} />
                </div>
                {run.matched.length === 0 && <Text size="sm">{t('rule.try.never')}</Text>}
                {run.tried >= 20 && run.matched.length > run.tried * 0.9 && <Note tone="amber">{t('rule.try.often')}</Note>}
                {links.length > 0 && (
                  <Group gap="xs">
                    <Text size="sm">{t('rule.try.open')}:</Text>
                    {links.map((id, index) =>
                      run.table === 'visits' ? (
                        <Link className="text-link" key={id} to="/visits/$visitId" params={{ visitId: id }}>
                          {index + 1}
                        </Link>
                      ) : (
                        <Link className="text-link" key={id} to="/invoices/$invoiceId" params={{ invoiceId: id }}>
                          {index + 1}
                        </Link>
                      ),
                    )}
                  </Group>
                )}
              </>
            )}
          </Stack>
        )}
        {run && props.old && (
          <Text size="sm" mt="xs">
            {t('rule.try.old')}
          </Text>
        )}
      </div>
    </Panel>
  );
}

function RunLog(props: { ruleId: string }) {
  const { time_zone: zone } = useSite();
  const runs = useCommand('system.workflow_runs', { rule_id: props.ruleId }, ['workflow_runs']);
  const [onlyStopped, setOnlyStopped] = useState(false);
  const all = runs.data ?? [];
  const shown = onlyStopped ? all.filter((run) => run.status === 'stopped_by_guard') : all;
  return (
    <Panel
      title={t('rule.log')}
      count={all.length}
      flush
      testid="rule-log"
      actions={all.length > 0 && <Switch size="sm" label={t('rule.log.stopped')} checked={onlyStopped} onChange={(event) => setOnlyStopped(event.currentTarget.checked)} data-testid="rule-log-stopped" />}
    >
      <FailureNote failure={runs.error} />
      {runs.data && shown.length === 0 && <Quiet>{t(onlyStopped ? 'rule.log.stopped.none' : 'rule.log.empty')}</Quiet>}
      {shown.map((run) => {
        const good = run.status === 'done';
        return (
          <div key={run.id} className={classes.run} data-testid="rule-run">
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <Badge color={good ? 'green' : 'orange'} leftSection={good ? <IconCheck size={12} /> : <IconAlertTriangle size={12} />}>
                {word('workflow_run', run.status)}
              </Badge>
              <Text size="sm" c="dimmed" className="numbers">
                {showDayAndTime(run.ran_at, zone)}
              </Text>
            </Group>
            {run.reason && <Text size="sm">{say(run.reason)}</Text>}
            {run.source_row_id && run.source_table === 'visits' && (
              <Link className="text-link" to="/visits/$visitId" params={{ visitId: run.source_row_id }}>
                {t('rule.log.open')}
              </Link>
            )}
            {run.source_row_id && run.source_table === 'invoices' && (
              <Link className="text-link" to="/invoices/$invoiceId" params={{ invoiceId: run.source_row_id }}>
                {t('rule.log.open')}
              </Link>
            )}
          </div>
        );
      })}
    </Panel>
  );
}

function RuleEditor(props: { rule: WorkflowRule | null }) {
  const { rule } = props;
  // The version one began to edit: what somebody else saved meanwhile is not written over unseen.
  const [version] = useState(rule?.version ?? 0);
  const navigate = useNavigate();
  const add = useAct('system.add_workflow_rule');
  const update = useAct('system.update_workflow_rule');
  const remove = useAct('system.remove_workflow_rule');
  const attempt = useAct('system.try_workflow_rule');
  const [tried, setTried] = useState<{ run: DryRun; of: string } | null>(null);
  const [removing, setRemoving] = useState(false);
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<RuleValues>(`rule:${rule?.id ?? 'new'}`, { blank: valuesOf(rule), validate: ruleTroubles });
  const values = form.getValues();
  const done = (name: string) => {
    saved();
    notifications.show({ message: t('rule.saved', { name }) });
    void navigate({ to: '/administration/rules' });
  };

  const save = () =>
    form.onSubmit((filled) => {
      const request = requestOf(filled);
      refuse(null);
      if (rule) update.mutate({ id: rule.id, version, rule: request }, { onSuccess: () => done(request.name), onError: refuse });
      else add.mutate(request, { onSuccess: () => done(request.name), onError: refuse });
    })();
  const tryIt = () =>
    form.onSubmit((filled) => {
      const request = requestOf(filled);
      refuse(null);
      attempt.mutate(request, { onSuccess: (run) => setTried({ run, of: JSON.stringify([request.trigger, request.conditions]) }), onError: refuse });
    })();
  useShortcuts([
    { keys: 'mod+Enter', scope: 'screen', label: 'keys.submit', run: save },
    { keys: 'F9', scope: 'screen', label: 'rule.try', run: tryIt },
  ]);

  const now = requestOf(values);
  return (
    <div className={classes.editor}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        data-testid="rule-form"
      >
        <Panel title={t('rule.what')}>
          <DraftNote restored={restored} onAfresh={startAfresh} />
          {rule && !rule.is_readable && <Note tone="amber">{t('rules.unreadable.text')}</Note>}
          <TextInput label={t('rule.name')} description={t('rule.name.text')} autoFocus={!rule} data-testid="rule-name" {...form.getInputProps('name')} />
          <Textarea label={t('rule.description')} autosize minRows={1} {...form.getInputProps('description')} />
          <div className={classes.step}>
            <span className={classes.stepName}>{t('rule.when')}</span>
            <Select
              aria-label={t('rule.when')}
              placeholder={t('rule.when.text')}
              data={choices('workflow_trigger', triggers)}
              allowDeselect={false}
              searchable
              data-testid="rule-when"
              {...form.getInputProps('trigger')}
              onChange={(trigger) => {
                // What another happening cannot know is not compared with it.
                const known = fieldsOf(trigger).map((field) => field.name);
                form.setValues({ trigger, conditions: values.conditions.filter((condition) => known.includes(condition.field)) });
              }}
            />
          </div>
          <div className={classes.step}>
            <span className={classes.stepName}>{t('rule.if')}</span>
            <Stack gap="xs">
              <Text size="sm" c="dimmed" pt={5}>
                {t(values.conditions.length === 0 ? 'rule.if.always' : 'rule.if.all')}
              </Text>
              {values.conditions.map((_, at) => (
                <ConditionRow key={at} form={form} at={at} />
              ))}
              {form.errors.conditions && (
                <Text size="sm" c="var(--mantine-color-error)" role="alert">
                  {form.errors.conditions}
                </Text>
              )}
              <Group>
                <Button size="compact-md" variant="subtle" leftSection={<IconPlus size={15} />} disabled={!values.trigger} onClick={() => form.insertListItem('conditions', { field: '', is: 'equals', value: '' })} data-testid="rule-add-condition">
                  {t('rule.if.add')}
                </Button>
              </Group>
            </Stack>
          </div>
          <div className={classes.step}>
            <span className={classes.stepName}>{t('rule.then')}</span>
            <Stack gap="xs">
              {values.actions.map((_, at) => (
                <ActionCard key={at} form={form} at={at} />
              ))}
              {form.errors.actions && (
                <Text size="sm" c="var(--mantine-color-error)" role="alert">
                  {form.errors.actions}
                </Text>
              )}
              <Group>
                <Button size="compact-md" variant="subtle" leftSection={<IconPlus size={15} />} onClick={() => form.insertListItem('actions', blankAction)} data-testid="rule-add-action">
                  {t('rule.then.add')}
                </Button>
              </Group>
            </Stack>
          </div>
          <div className={classes.step}>
            <span className={classes.stepName}>{t('rule.limits')}</span>
            <Stack gap="sm">
              <SimpleGrid cols={2} spacing="xs">
                <NumberInput label={t('rule.most')} description={t('rule.most.text')} min={1} allowDecimal={false} data-testid="rule-most" {...form.getInputProps('runs_max_per_hour')} />
                <NumberInput label={t('rule.order')} description={t('rule.order.text')} min={1} allowDecimal={false} {...form.getInputProps('priority')} />
              </SimpleGrid>
              <Switch label={t('rule.active')} description={t('rule.active.text')} data-testid="rule-active" {...form.getInputProps('is_active', { type: 'checkbox' })} />
            </Stack>
          </div>
          <FailureNote failure={banner} />
          <Group justify="space-between" className={classes.bar}>
            {rule ? (
              <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={() => setRemoving(true)} data-testid="rule-remove">
                {t('rule.remove')}
              </Button>
            ) : (
              <span />
            )}
            <Group gap="xs">
              <Button variant="default" component={Link} to="/administration/rules">
                {t('common.back')}
              </Button>
              <Button type="submit" loading={add.isPending || update.isPending} data-testid="rule-save">
                {t('common.save')}
              </Button>
            </Group>
          </Group>
        </Panel>
      </form>
      <Stack gap="md">
        <DryRunPanel run={tried?.run ?? null} old={tried !== null && tried.of !== JSON.stringify([now.trigger, now.conditions])} busy={attempt.isPending} onTry={tryIt} />
        {rule ? (
          <RunLog ruleId={rule.id} />
        ) : (
          <Panel title={t('rule.log')}>
            <Text size="sm" c="dimmed">
              {t('rule.log.new')}
            </Text>
          </Panel>
        )}
      </Stack>
      <AskOnce
        opened={removing}
        title={t('rule.remove.title', { name: rule?.name ?? '' })}
        text={t('rule.remove.text')}
        action={t('rule.remove')}
        failure={remove.error}
        busy={remove.isPending}
        onConfirm={() =>
          rule &&
          remove.mutate(
            { id: rule.id, version },
            {
              onSuccess: () => {
                saved();
                void navigate({ to: '/administration/rules' });
              },
            },
          )
        }
        onClose={() => setRemoving(false)}
        testid="rule-remove"
      />
    </div>
  );
}

function Chosen(props: { ruleId: string }) {
  const rules = useCommand('system.workflow_rules', {}, ['workflow_rules']);
  if (props.ruleId === 'new') return <RuleEditor key="new" rule={null} />;
  const rule = rules.data?.find((each) => each.id === props.ruleId);
  if (rule) return <RuleEditor key={rule.id} rule={rule} />;
  return (
    <>
      <FailureNote failure={rules.error} />
      {rules.data && <Teach icon={<IconBolt size={46} stroke={1.3} />} title={t('rule.gone')} text={t('rule.gone.text')} />}
    </>
  );
}

/** One rule: written, tried on what has happened, and how it fared. */
export function RulePage() {
  const { ruleId } = route.useParams();
  const rules = useCommand('system.workflow_rules', {}, ['workflow_rules'], { enabled: useMay('keep_clinic') });
  return (
    <AdministrationFrame title={ruleId === 'new' ? t('rule.new') : (rules.data?.find((each) => each.id === ruleId)?.name ?? t('rule.what'))} above={{ to: '/administration/rules', title: t('admin.rules') }} needs="keep_clinic" testid="rule-page">
      <Chosen ruleId={ruleId} />
    </AdministrationFrame>
  );
}
