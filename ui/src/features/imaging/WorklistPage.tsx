import { Button, Drawer, Group, Menu, Modal, Paper, SegmentedControl, Select, Switch, Table, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown, IconClock, IconDots, IconFlag, IconPlus, IconScan, IconSearch, IconSettings } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { call } from '../../api/call';
import { toFailure, type Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word, type MessageKey } from '../../app/messages';
import { useMay, useSite, useUser } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { showDay, showDayAndTime, showDuration, showTime } from '../../shared/time/format';
import { dateAt, minutesBetween } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { ageAndGender } from '../people/patientFacts';
import { AcquireForm } from './AcquireForm';
import { ageTone, isLate, type AgeTone } from './ages';
import { AssignForm } from './AssignForm';
import { CancelScan } from './CancelScan';
import { priorityChoices } from './choices';
import { OrderForm } from './OrderForm';
import { PriorityBadge } from './PriorityBadge';
import { ScheduleForm } from './ScheduleForm';
import { scanName, scanOfLine } from './scanName';
import type { Stage, WorklistLine } from './types';
import classes from './WorklistPage.module.css';
import { fits, sortLines, type Sorting } from './worklistOrder';

const stages: readonly Stage[] = ['acquisition', 'analysis', 'reading'];
const statusesOf: Readonly<Record<Stage, readonly string[]>> = {
  acquisition: ['ordered', 'scheduled', 'in_progress'],
  analysis: ['acquired', 'reported'],
  reading: ['acquired', 'reported'],
};
/** So many lines the clinic hands over at once. */
const LINES_MAX = 300;

type Open = 'schedule' | 'assign' | 'acquire' | 'cancel' | 'entry_done';

function Wait(props: { line: WorklistLine; now: number; zone: string }) {
  const { line, now, zone } = props;
  const waits = line.scan_status !== 'in_progress' && line.status !== 'in_progress';
  const until = line.scan_status === 'scheduled' && line.scheduled_at !== null ? minutesBetween(now, line.scheduled_at) : null;
  const tone: AgeTone = waits ? ageTone(line.priority, minutesBetween(line.queued_at, now), until) : 'calm';
  const Sign = tone === 'calm' ? IconClock : tone === 'long' ? IconAlertTriangle : IconFlag;
  const says: Record<AgeTone, MessageKey> = { calm: 'imaging.wait', long: 'imaging.wait.long', too_long: 'imaging.wait.too_long' };
  const when = (at: number) => (dateAt(at, zone) === dateAt(now, zone) ? showTime(at, zone) : showDayAndTime(at, zone));
  const age = showDuration((now - line.queued_at) / 1_000_000);
  return (
    <div>
      <span className={classes.wait} data-tone={tone} data-testid="scan-wait">
        <Sign size={15} aria-hidden />
        {until !== null && isLate(until) && line.scheduled_at !== null ? t('imaging.late', { when: when(line.scheduled_at) }) : t(until === null ? says[tone] : 'imaging.wait', { time: age })}
      </span>
      {until !== null && !isLate(until) && line.scheduled_at !== null && (
        <Text size="xs" c="dimmed" className="numbers">
          {t('imaging.scheduled_for', { when: when(line.scheduled_at) })}
        </Text>
      )}
    </div>
  );
}

interface Actions {
  open: (what: Open, line: WorklistLine) => void;
  start: (line: WorklistLine) => void;
  begin: (line: WorklistLine) => void;
  busy: string | null;
}

/** The next step as a button, everything else in a menu. */
function RowActions(props: { line: WorklistLine; stage: Stage; actions: Actions }) {
  const { line, stage, actions } = props;
  const mayOrder = useMay('order_scans');
  const mayTake = useMay('take_scans');
  const mayRead = useMay('read_scans');
  const me = useUser();
  const waits = line.status === 'waiting' || line.status === 'assigned';
  const taking = stage === 'acquisition';
  const planned = line.scan_status === 'ordered' || line.scan_status === 'scheduled';
  const mayBegin = !taking && waits && (stage === 'reading' ? mayRead : mayTake);
  const items = [
    ...(taking && planned && mayOrder ? [{ key: 'schedule', label: t(line.scan_status === 'ordered' ? 'imaging.schedule' : 'imaging.schedule.again'), run: () => actions.open('schedule', line) }] : []),
    ...(waits && mayOrder ? [{ key: 'assign', label: t(line.assigned_to ? 'imaging.assign.again' : 'imaging.assign'), run: () => actions.open('assign', line) }] : []),
    ...(!taking && line.status === 'in_progress' && mayTake ? [{ key: 'entry-done', label: t('imaging.entry_done'), run: () => actions.open('entry_done', line) }] : []),
    ...(taking && mayOrder ? [{ key: 'cancel', label: t('imaging.cancel'), color: 'red', run: () => actions.open('cancel', line) }] : []),
  ];
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {taking && planned && mayTake && (
        <Button size="compact-sm" variant="default" loading={actions.busy === line.entry_id} onClick={() => actions.start(line)} data-testid="scan-start">
          {t('imaging.start')}
        </Button>
      )}
      {taking && line.scan_status === 'in_progress' && mayTake && (
        <Button size="compact-sm" onClick={() => actions.open('acquire', line)} data-testid="scan-acquire">
          {t('imaging.acquire')}
        </Button>
      )}
      {mayBegin && (
        <Button size="compact-sm" variant="default" loading={actions.busy === line.entry_id} onClick={() => actions.begin(line)} data-testid="entry-start">
          {t(stage === 'reading' ? 'imaging.take_over' : 'imaging.take_work')}
        </Button>
      )}
      {stage === 'reading' && line.status === 'in_progress' && line.assigned_to === me.id && (
        <Button component={Link} to={`/imaging/${line.scan_id}`} size="compact-sm" data-testid="entry-go-on">
          {t('imaging.read_on')}
        </Button>
      )}
      {items.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="subtle" color="gray" size="compact-sm" aria-label={t('imaging.more', { scan: t('imaging.scan_of', { scan: scanName(line), patient: line.patient.display_name }) })} data-testid="scan-more">
              <IconDots size={17} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {items.map((item) => (
              <Menu.Item key={item.key} {...(item.color ? { color: item.color } : {})} onClick={item.run} data-testid={`scan-${item.key}`}>
                {item.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}

/** What waits for imaging: to be taken, to be analysed, to be read. */
export function WorklistPage() {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const now = useNow(30);
  const mayRead = useMay('read_scans');
  const mayOrder = useMay('order_scans');
  const mayKeep = useMay('keep_imaging');
  const [stage, setStage] = useState<Stage>(mayRead ? 'reading' : 'acquisition');
  const [onlyMine, setOnlyMine] = useState(false);
  const [text, setText] = useState('');
  const [priority, setPriority] = useState<string | null>(null);
  const [status, setStatus] = useState<string | null>(null);
  const [sorting, setSorting] = useState<Sorting>('priority');
  const [open, setOpen] = useState<{ what: Open | 'order'; line: WorklistLine | null } | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const worklist = useCommand('imaging.worklist', { stage, only_mine: onlyMine }, ['scan_queue_entries', 'scans', 'patients', 'users'], { keepPrevious: true });
  const complete = useAct('imaging.complete_entry');
  const close = () => {
    setOpen(null);
    complete.reset();
  };
  useShortcuts([
    ...(mayOrder ? [{ keys: 'n', scope: 'screen' as const, label: 'imaging.order' as const, run: () => setOpen({ what: 'order', line: null }) }] : []),
    { keys: '/', scope: 'screen', label: 'imaging.search', run: () => search.current?.focus() },
  ]);

  const run = (line: WorklistLine, command: 'imaging.start' | 'imaging.start_entry', id: string, version: number, then?: () => void) => {
    setBusy(line.entry_id);
    setFailure(null);
    call(command, { id, version })
      .then(then)
      .catch((thrown: unknown) => setFailure(toFailure(thrown, t('failure.unknown'))))
      .finally(() => setBusy(null));
  };
  const actions: Actions = {
    busy,
    open: (what, line) => setOpen({ what, line }),
    start: (line) => run(line, 'imaging.start', line.scan_id, line.scan_version),
    begin: (line) => run(line, 'imaging.start_entry', line.entry_id, line.entry_version, () => void navigate({ to: '/imaging/$scanId', params: { scanId: line.scan_id } })),
  };

  const all = worklist.data ?? [];
  const lines = sortLines(
    all.filter((line) => fits(line, { text: text.trim(), priority, status }, scanName(line))),
    sorting,
  );
  const filtered = text.trim() !== '' || priority !== null || status !== null;
  const clear = () => {
    setText('');
    setPriority(null);
    setStatus(null);
  };
  const line = open?.line ?? null;
  const heads: readonly { key: MessageKey; sort?: Sorting }[] = [
    { key: 'imaging.column.priority', sort: 'priority' },
    { key: 'imaging.column.scan' },
    { key: 'imaging.column.patient' },
    { key: 'imaging.column.why' },
    { key: 'imaging.column.waits', sort: 'waits' },
    { key: 'imaging.column.status', sort: 'status' },
    { key: 'imaging.column.assignee', sort: 'assignee' },
  ];

  return (
    <Page
      title={t('nav.imaging')}
      testid="worklist"
      actions={
        <>
          {mayKeep && (
            <Button component={Link} to="/imaging/setup" variant="default" leftSection={<IconSettings size={16} />} data-testid="imaging-setup">
              {t('imaging.setup')}
            </Button>
          )}
          {mayOrder && (
            <Button leftSection={<IconPlus size={17} />} onClick={() => setOpen({ what: 'order', line: null })} data-testid="imaging-order">
              {t('imaging.order')}
            </Button>
          )}
        </>
      }
    >
      <Group gap="sm" mb="sm">
        <SegmentedControl
          aria-label={t('imaging.stage')}
          value={stage}
          onChange={(value) => {
            const next = stages.find((each) => each === value);
            if (next) setStage(next);
            setStatus(null);
            setFailure(null);
          }}
          data={stages.map((value) => ({ value, label: t(`imaging.stage.${value}`) }))}
          data-testid="worklist-stage"
        />
        <TextInput ref={search} w="15rem" leftSection={<IconSearch size={16} />} placeholder={t('imaging.search')} aria-label={t('imaging.search')} value={text} onChange={(event) => setText(event.currentTarget.value)} data-testid="worklist-search" />
        <Select w="11.5rem" aria-label={t('imaging.column.priority')} placeholder={t('imaging.all_priorities')} clearable data={priorityChoices()} value={priority} onChange={setPriority} data-testid="worklist-priority" />
        <Select w="10.5rem" aria-label={t('imaging.column.status')} placeholder={t('imaging.all_statuses')} clearable data={statusesOf[stage].map((value) => ({ value, label: word('scan_status', value) }))} value={status} onChange={setStatus} data-testid="worklist-status" />
        <Switch label={t('imaging.only_mine')} checked={onlyMine} onChange={(event) => setOnlyMine(event.currentTarget.checked)} data-testid="worklist-mine" />
      </Group>
      <FailureNote failure={failure ?? worklist.error} />
      {worklist.data && all.length === 0 && (
        <Teach icon={<IconScan size={46} stroke={1.3} />} title={t(`imaging.empty.${stage}`)} text={t(onlyMine ? 'imaging.empty.mine' : `imaging.empty.${stage}.text`)} />
      )}
      {all.length > 0 && lines.length === 0 && (
        <Teach icon={<IconSearch size={46} stroke={1.3} />} title={t('imaging.nothing_fits')} text={t('imaging.nothing_fits.text')}>
          {filtered && (
            <Button variant="default" size="compact-sm" onClick={clear}>
              {t('imaging.clear_search')}
            </Button>
          )}
        </Teach>
      )}
      {lines.length > 0 && (
        <Paper className={classes.list}>
          <Table stickyHeader stickyHeaderOffset={0} verticalSpacing="xs" horizontalSpacing="sm" className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                {heads.map(({ key, sort }) => (
                  <Table.Th key={key} {...(sort ? { 'aria-sort': sorting === sort ? ('ascending' as const) : ('none' as const) } : {})}>
                    {sort ? (
                      <UnstyledButton className={classes.sort} data-on={sorting === sort || undefined} onClick={() => setSorting(sort)} data-testid={`sort-${sort}`}>
                        {t(key)}
                        <IconChevronDown size={14} aria-hidden />
                      </UnstyledButton>
                    ) : (
                      t(key)
                    )}
                  </Table.Th>
                ))}
                <Table.Th ta="end">{t('imaging.column.actions')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((each) => (
                <Table.Tr key={each.entry_id} data-testid="worklist-line">
                  <Table.Td>
                    <PriorityBadge priority={each.priority} />
                  </Table.Td>
                  <Table.Td>
                    <Link to="/imaging/$scanId" params={{ scanId: each.scan_id }} className={classes.name} data-testid="worklist-open">
                      {scanName(each)}
                    </Link>
                    <Text size="xs" c="dimmed" className="any-script">
                      {[each.scan_number, each.study_description].filter(Boolean).join(' · ')}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Link to="/patients/$patientId" params={{ patientId: each.patient.id }} className={classes.patient}>
                      {each.patient.display_name}
                    </Link>
                    <Text size="xs" c="dimmed">
                      {ageAndGender(each.patient)} <span className={classes.whole}>{each.patient.mrn}</span>
                    </Text>
                  </Table.Td>
                  <Table.Td className={classes.why}>
                    <Text size="sm" className="any-script" lineClamp={3}>
                      {each.reason}
                    </Text>
                    {each.clinical_question && (
                      <Text size="xs" c="dimmed" className="any-script" lineClamp={2}>
                        {each.clinical_question}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td className="numbers" title={t('imaging.since', { when: `${showDay(each.queued_at, zone)}, ${showTime(each.queued_at, zone)}` })}>
                    <Wait line={each} now={now} zone={zone} />
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{stage === 'acquisition' ? word('scan_status', each.scan_status) : word('scan_entry', each.status)}</Text>
                    {each.room && (
                      <Text size="xs" c="dimmed" className="any-script">
                        {each.room}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm" c={each.assignee ? undefined : 'dimmed'} className={`any-script ${classes.assignee}`}>
                      {each.assignee ?? t('imaging.nobody')}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <RowActions line={each} stage={stage} actions={actions} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Paper>
      )}
      {all.length >= LINES_MAX && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('imaging.at_most', { count: LINES_MAX })}
        </Text>
      )}
      <Drawer opened={open?.what === 'order'} onClose={close} title={t('imaging.order')} size="34rem">
        {open?.what === 'order' && <OrderForm onClose={close} />}
      </Drawer>
      <Drawer opened={open?.what === 'schedule'} onClose={close} title={t('imaging.schedule.title')} size="30rem">
        {open?.what === 'schedule' && line && <ScheduleForm scan={scanOfLine(line)} scheduled_at={line.scheduled_at} room={line.room} again={line.scan_status === 'scheduled'} onClose={close} />}
      </Drawer>
      <Drawer opened={open?.what === 'acquire'} onClose={close} title={t('imaging.acquire.title')} size="28rem">
        {open?.what === 'acquire' && line && <AcquireForm scan={scanOfLine(line)} onClose={close} />}
      </Drawer>
      <Modal opened={open?.what === 'assign'} onClose={close} title={t('imaging.assign.title')}>
        {open?.what === 'assign' && line && <AssignForm line={line} stage={stage} onClose={close} />}
      </Modal>
      {open?.what === 'cancel' && line && <CancelScan scan={{ id: line.scan_id, version: line.scan_version, name: scanName(line), patient: line.patient.display_name }} onClose={close} />}
      <AskOnce
        opened={open?.what === 'entry_done'}
        title={line ? t('imaging.entry_done.title', { scan: t('imaging.scan_of', { scan: scanName(line), patient: line.patient.display_name }) }) : ''}
        text={t(stage === 'reading' ? 'imaging.entry_done.reading' : 'imaging.entry_done.analysis')}
        action={t('imaging.entry_done')}
        leave={t('imaging.keep')}
        failure={complete.error}
        busy={complete.isPending}
        onConfirm={() => line && complete.mutate({ id: line.entry_id, version: line.entry_version }, { onSuccess: close })}
        onClose={close}
        testid="entry-done"
      />
    </Page>
  );
}
