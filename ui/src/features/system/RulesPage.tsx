import { Badge, Button, Group, Switch, Text } from '@mantine/core';
import { IconAlertTriangle, IconBolt, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { WorkflowRule } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { AdministrationFrame } from '../organization/AdministrationFrame';
import classes from './Rules.module.css';
import { actionText, conditionText } from './ruleWords';
import { formOf } from './ruleForm';

/** When, if and then of a rule in three short lines. */
function RuleText(props: { rule: WorkflowRule }) {
  const { rule } = props;
  return (
    <dl className={classes.says}>
      <dt>{t('rule.when')}</dt>
      <dd>{word('workflow_trigger', rule.trigger)}</dd>
      {rule.conditions.length > 0 && (
        <>
          <dt>{t('rule.if')}</dt>
          <dd className="any-script">{rule.conditions.map((condition) => conditionText(rule.trigger, condition)).join(' · ')}</dd>
        </>
      )}
      <dt>{t('rule.then')}</dt>
      <dd className="any-script">{rule.actions.map(actionText).join(' · ')}</dd>
    </dl>
  );
}

function RuleRow(props: { rule: WorkflowRule }) {
  const { rule } = props;
  const { time_zone: zone } = useSite();
  const update = useAct('system.update_workflow_rule');
  const runs = useCommand('system.workflow_runs', { rule_id: rule.id }, ['workflow_runs']);
  const last = runs.data?.[0];
  const stopped = (runs.data ?? []).filter((run) => run.status === 'stopped_by_guard').length;
  return (
    <article className={classes.row} data-off={!rule.is_active || undefined} data-testid="rule">
      <Switch
        checked={rule.is_active}
        disabled={!rule.is_readable || update.isPending}
        onChange={() => update.mutate({ id: rule.id, version: rule.version, rule: { ...formOf(rule), is_active: !rule.is_active } })}
        aria-label={t('rules.switch', { name: rule.name })}
        data-testid="rule-switch"
      />
      <div className={classes.main}>
        <Group gap="xs">
          <Link to="/administration/rules/$ruleId" params={{ ruleId: rule.id }} className={classes.name} aria-label={t('rules.edit', { name: rule.name })}>
            {rule.name}
          </Link>
          {!rule.is_active && <Badge color="gray">{t('rules.off')}</Badge>}
          {!rule.is_readable && (
            <Badge color="orange" leftSection={<IconAlertTriangle size={12} />}>
              {t('rules.unreadable')}
            </Badge>
          )}
          {stopped > 0 && (
            <Badge color="orange" leftSection={<IconAlertTriangle size={12} />} data-testid="rule-stopped">
              {t('rules.stopped', { count: stopped })}
            </Badge>
          )}
        </Group>
        {rule.is_readable ? <RuleText rule={rule} /> : <Text size="sm">{t('rules.unreadable.text')}</Text>}
        <FailureNote failure={update.error} />
      </div>
      <Text size="sm" c="dimmed" className={classes.side}>
        {runs.data && (last ? t('rules.last_ran', { when: showDayAndTime(last.ran_at, zone) }) : t('rules.never_ran'))}
      </Text>
    </article>
  );
}

function RuleList() {
  const rules = useCommand('system.workflow_rules', {}, ['workflow_rules']);
  const list = rules.data ?? [];
  return (
    <>
      <FailureNote failure={rules.error} />
      {rules.data && list.length === 0 && <Teach icon={<IconBolt size={46} stroke={1.3} />} title={t('rules.empty')} text={t('rules.empty.text')} />}
      {list.length > 0 && (
        <Panel flush>
          {list.map((rule) => (
            <RuleRow key={rule.id} rule={rule} />
          ))}
        </Panel>
      )}
    </>
  );
}

/** The clinic's own rules, each with its switch and how it fared. */
export function RulesPage() {
  const navigate = useNavigate();
  const may = useMay('keep_clinic');
  const add = () => void navigate({ to: '/administration/rules/$ruleId', params: { ruleId: 'new' } });
  useShortcuts(may ? [{ keys: 'F8', scope: 'screen', label: 'rules.add', run: add }] : []);
  return (
    <AdministrationFrame
      title={t('admin.rules')}
      needs="keep_clinic"
      testid="rules"
      actions={
        <Button leftSection={<IconPlus size={17} />} onClick={add} data-testid="rule-add">
          {t('rules.add')}
        </Button>
      }
    >
      <RuleList />
    </AdministrationFrame>
  );
}
