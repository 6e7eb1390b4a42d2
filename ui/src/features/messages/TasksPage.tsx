import { ActionIcon, Badge, Button, Drawer, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowUpRight, IconChecklist, IconClock, IconDots, IconFlag, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { TaskLine } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { useGoTo } from '../../app/goTo';
import { say, t, word } from '../../app/messages';
import { useSite, useUser } from '../../app/session';
import { Keys } from '../../shared/keyboard/CheatSheet';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Quiet, Teach } from '../../shared/look/Page';
import { showDayAndTime, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { ageAndGender } from '../people/patientFacts';
import { useAskAgain } from '../alerts/myAlerts';
import { AddTaskForm } from './AddTaskForm';
import { TaskActForm, type TaskAct } from './TaskActForm';
import classes from './TasksPage.module.css';

const route = getRouteApi('/tasks');

/** What one has to do, and what anybody with one's role can take. */
export function TasksPage() {
  const user = useUser();
  const { task: pointed } = route.useSearch();
  const tasks = useCommand('messages.tasks', { only_mine: false }, ['tasks', 'users', 'patients']);
  useAskAgain('messages.tasks', 300);
  const [adding, setAdding] = useState(false);
  const [acting, setActing] = useState<{ task: TaskLine; act: TaskAct } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useShortcuts([{ keys: 'n', scope: 'screen', label: 'tasks.add', run: () => setAdding(true) }]);
  const lines = tasks.data ?? [];
  const mine = lines.filter((task) => task.assigned_to === user.id);
  const free = lines.filter((task) => task.assigned_to === null);
  // A colleague may have changed it while this was being written.
  const current = acting && (lines.find((task) => task.id === acting.task.id) ?? acting.task);
  const row = (task: TaskLine) => <TaskRow key={task.id} task={task} pointed={task.id === pointed} onFailure={setFailure} onAct={(act) => setActing({ task, act })} />;
  return (
    <Page
      title={t('nav.tasks')}
      width="72rem"
      testid="tasks"
      actions={
        <Button leftSection={<IconPlus size={17} />} rightSection={<Keys keys="n" />} onClick={() => setAdding(true)} data-testid="tasks-add">
          {t('tasks.add')}
        </Button>
      }
    >
      <Stack gap="md">
        <FailureNote failure={failure ?? tasks.error} />
        {tasks.data && (
          <>
            <Panel title={t('tasks.mine')} count={mine.length} flush testid="tasks-mine">
              {mine.length === 0 && <Teach icon={<IconChecklist size={46} stroke={1.3} />} title={t('tasks.mine.empty')} text={t('tasks.mine.empty.text')} />}
              {mine.map(row)}
            </Panel>
            <Panel title={t('tasks.free')} count={free.length} flush testid="tasks-free">
              {free.length === 0 && <Quiet>{t('tasks.free.empty')}</Quiet>}
              {free.map(row)}
            </Panel>
          </>
        )}
      </Stack>
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('tasks.add.title')} size="32rem">
        {adding && <AddTaskForm onClose={() => setAdding(false)} />}
      </Drawer>
      <Modal opened={acting !== null} onClose={() => setActing(null)} title={acting ? t(`task_act.${acting.act}.title`, { title: acting.task.title }) : ''} size="lg">
        {acting && current && <TaskActForm task={current} act={acting.act} onClose={() => setActing(null)} />}
      </Modal>
    </Page>
  );
}

function Due({ task }: { task: TaskLine }) {
  const { time_zone: zone } = useSite();
  const now = useNow(60);
  if (task.due_at === null) return null;
  const when = dateAt(task.due_at, zone) === dateAt(now, zone) ? showTime(task.due_at, zone) : showDayAndTime(task.due_at, zone);
  const late = task.due_at < now;
  const Sign = late ? IconAlertTriangle : IconClock;
  return (
    <span className={classes.due} data-late={late || undefined}>
      <Sign size={15} aria-hidden />
      {t(late ? 'tasks.overdue' : 'tasks.due', { when })}
    </span>
  );
}

function TaskRow({ task, pointed, onAct, onFailure }: { task: TaskLine; pointed: boolean; onAct: (act: TaskAct) => void; onFailure: (failure: Failure | null) => void }) {
  const take = useAct('messages.take_task');
  const goTo = useGoTo();
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (pointed) place.current?.scrollIntoView({ block: 'center' });
  }, [pointed]);
  const source = goTo(task.source_table, task.source_row_id);
  const free = task.assigned_to === null;
  const pressing = task.priority === 'urgent' || task.priority === 'high';
  return (
    <article ref={place} className={classes.row} data-pointed={pointed || undefined} data-testid="task-row" aria-label={say(task.title)}>
      <div className={classes.what}>
        <Group gap="xs">
          <Text fw={600} className="any-script">
            {say(task.title)}
          </Text>
          {pressing && (
            <Badge color={task.priority === 'urgent' ? 'red' : 'orange'} leftSection={<IconFlag size={12} aria-hidden />}>
              {word('priority', task.priority)}
            </Badge>
          )}
          {task.status === 'in_progress' && <Badge color="gray">{t('tasks.started')}</Badge>}
        </Group>
        {task.patient && (
          <Text size="sm" className="any-script">
            <Link to="/patients/$patientId" params={{ patientId: task.patient.id }} className={classes.patient}>
              {task.patient.display_name}
            </Link>{' '}
            <Text span size="sm" c="dimmed">
              {[ageAndGender(task.patient), task.patient.mrn].filter(Boolean).join(' · ')}
            </Text>
          </Text>
        )}
        {task.description && (
          <Text size="sm" className="any-script prewrap">
            {task.description}
          </Text>
        )}
        <Group gap="sm" mt={2}>
          <Due task={task} />
          <Text size="sm" c="dimmed">
            {[word('task_kind', task.kind), task.for_role ? t('tasks.for_role', { role: word('role', task.for_role) }) : null].filter(Boolean).join(' · ')}
          </Text>
        </Group>
      </div>
      <Group gap={6} wrap="nowrap">
        {source && (
          <Button size="compact-md" variant="subtle" rightSection={<IconArrowUpRight size={15} className="mirrored" />} onClick={source} data-testid="task-open">
            {t('tasks.open')}
          </Button>
        )}
        {(free || task.status === 'open') && (
          <Button
            size="compact-md"
            variant={free ? 'filled' : 'default'}
            loading={take.isPending}
            onClick={() => {
              onFailure(null);
              take.mutate({ id: task.id, version: task.version }, { onError: onFailure });
            }}
            data-testid="task-take"
          >
            {t(free ? 'tasks.take' : 'tasks.start')}
          </Button>
        )}
        <Button size="compact-md" variant={free ? 'default' : 'filled'} onClick={() => onAct('complete')} data-testid="task-complete">
          {t('tasks.complete')}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size="1.9rem" aria-label={t('tasks.more', { title: task.title })} data-testid="task-more">
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onAct('hand_over')} data-testid="task-hand-over">
              {t('tasks.hand_over')}
            </Menu.Item>
            <Menu.Item color="red" onClick={() => onAct('cancel')} data-testid="task-cancel">
              {t('tasks.cancel')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </article>
  );
}
