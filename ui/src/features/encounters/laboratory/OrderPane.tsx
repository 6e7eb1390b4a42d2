import { Anchor, Badge, Button, Group, Popover, Select, Text } from '@mantine/core';
import { IconBan, IconDropletHalf2, IconFlaskOff, IconInbox, IconPrinter } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../../api/call';
import type { ResponseOf } from '../../../api/commands';
import { useAct, useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { Facts } from '../../../shared/look/Facts';
import { FailureNote, Note } from '../../../shared/look/Note';
import { Panel } from '../../../shared/look/Page';
import { showDayAndTime } from '../../../shared/time/format';
import { offerToPrint, usePrint } from '../../../shared/usePrint';
import { patientFacts } from '../../people/patientFacts';
import { EnterResults, type Result } from './EnterResults';
import classes from './LaboratoryPage.module.css';
import { ShownResult } from './ShownResult';

export type Order = ResponseOf<'encounters.lab_worklist'>[number];

export const ORDER_TABLES = ['lab_orders', 'lab_results', 'patients'] as const;

const kinds = ['blood', 'serum', 'plasma', 'urine', 'stool', 'swab', 'sputum', 'tissue', 'cerebrospinal_fluid', 'other'] as const;
const AWAITED = ['ordered', 'collected', 'in_progress'];

export function PriorityBadge(props: { priority: string }) {
  if (props.priority === 'routine') return null;
  return <Badge color={props.priority === 'stat' ? 'red' : 'orange'}>{word('order_priority', props.priority)}</Badge>;
}

/** Gives the specimen its number, which goes onto the label. */
function TakeSpecimen(props: { order: Order }) {
  const { order } = props;
  const collect = useAct('encounters.collect_specimen');
  const print = usePrint();
  const [opened, setOpened] = useState(false);
  const [kind, setKind] = useState<string | null>(null);
  const submit = () =>
    collect.mutate(
      { id: order.id, version: order.version, specimen_kind: kind },
      {
        onSuccess: ({ specimen_number }) => {
          setOpened(false);
          offerToPrint(t('lab.take.done', { number: specimen_number }), t('print.label'), () => print('specimen_label', order.id));
        },
      },
    );
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-end" shadow="md" width={280}>
      <Popover.Target>
        <Button leftSection={<IconDropletHalf2 size={16} />} onClick={() => setOpened(true)} data-testid="specimen-take">
          {t('lab.take')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <FormFrame banner={collect.error} submitLabel={t('lab.take')} pending={collect.isPending} focusOn="submit" onSubmit={submit} testid="specimen-take">
          <Select
            label={t('lab.take.kind')}
            placeholder={[t('lab.take.as_ordered'), word('specimen_kind', order.specimen_kind)].filter(Boolean).join(': ')}
            clearable
            comboboxProps={{ withinPortal: false }}
            data={kinds.map((value) => ({ value, label: t(`specimen_kind.${value}`) }))}
            value={kind}
            onChange={setKind}
            data-testid="specimen-kind"
          />
        </FormFrame>
      </Popover.Dropdown>
    </Popover>
  );
}

/** What can be done with the order as it stands, the next step first. */
function Steps(props: { order: Order; anyFound: boolean }) {
  const { order, anyFound } = props;
  const receive = useAct('encounters.receive_specimen');
  const print = usePrint();
  const mayTake = useMay('take_specimen');
  const mayWork = useMay('work_laboratory');
  const [asking, setAsking] = useState<'nothing' | 'reject' | 'cancel'>('nothing');
  const close = () => setAsking('nothing');
  const onItsWay = order.status === 'collected' || order.status === 'in_progress';
  const name = order.patient.display_name;
  return (
    <>
      <FailureNote failure={receive.error} />
      <Group gap="xs">
        {mayTake && order.status === 'ordered' && <TakeSpecimen order={order} />}
        {order.specimen_number !== null && onItsWay && (
          <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={() => print('specimen_label', order.id)} data-testid="specimen-label">
            {t('print.label')}
          </Button>
        )}
        {mayWork && order.status === 'collected' && (
          <Button leftSection={<IconInbox size={16} />} loading={receive.isPending} onClick={() => receive.mutate({ id: order.id, version: order.version })} data-testid="specimen-receive">
            {t('lab.receive')}
          </Button>
        )}
        {mayWork && onItsWay && !anyFound && (
          <Button variant="default" leftSection={<IconFlaskOff size={16} />} onClick={() => setAsking('reject')} data-testid="specimen-reject">
            {t('lab.reject')}
          </Button>
        )}
        {mayWork && AWAITED.includes(order.status) && (
          <Button variant="default" leftSection={<IconBan size={16} />} onClick={() => setAsking('cancel')} data-testid="order-cancel">
            {t('lab.cancel')}
          </Button>
        )}
      </Group>
      <AskReason
        opened={asking === 'reject'}
        title={t('lab.reject.title', { number: order.specimen_number ?? '', name })}
        draft={`reject:${order.id}`}
        text={t('lab.reject.text')}
        label={t('lab.reject.reason')}
        suggestions={[t('lab.reject.haemolysed'), t('lab.reject.clotted'), t('lab.reject.too_little'), t('lab.reject.no_label')]}
        submit={t('lab.reject')}
        danger
        send={(reason) => call('encounters.reject_specimen', { id: order.id, version: order.version, reason })}
        onClose={close}
        testid="reject"
      />
      <AskReason
        opened={asking === 'cancel'}
        title={t('lab.cancel.title', { panel: order.panel_name, name })}
        draft={`cancel-order:${order.id}`}
        text={t('lab.cancel.text')}
        label={t('lab.cancel.reason')}
        submit={t('lab.cancel')}
        danger
        send={(reason) => call('encounters.cancel_lab_order', { id: order.id, version: order.version, reason })}
        onClose={close}
        testid="cancel-order"
      />
    </>
  );
}

/** Tests that are still awaited, for whoever writes no results; and the way to call one off. */
function Awaited(props: { results: readonly Result[]; mayWork: boolean }) {
  const [cancelling, setCancelling] = useState<Result | null>(null);
  return (
    <>
      {props.results.map((result) => (
        <Group key={result.id} className={classes.row} justify="space-between" wrap="nowrap" data-testid="awaited-test">
          <Text size="sm" className="any-script">
            {result.test_name}{' '}
            <Text span size="sm" c="dimmed">
              {word('lab_status', result.status)}
            </Text>
          </Text>
          {props.mayWork && AWAITED.includes(result.status) && (
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setCancelling(result)} data-testid="test-cancel">
              {t('lab.cancel_test')}
            </Button>
          )}
        </Group>
      ))}
      <AskReason
        opened={cancelling !== null}
        title={t('lab.cancel_test.title', { test: cancelling?.test_name ?? '' })}
        draft={`cancel-test:${cancelling?.id ?? ''}`}
        label={t('lab.cancel.reason')}
        submit={t('lab.cancel_test')}
        danger
        send={(reason) => call('encounters.cancel_lab_test', { id: cancelling?.id ?? '', version: cancelling?.version ?? 0, reason })}
        onClose={() => setCancelling(null)}
        testid="cancel-test"
      />
    </>
  );
}

/** One order on its way: its specimen, what is awaited, what was found. */
export function OrderPane(props: { orderId: string }) {
  const { time_zone: zone } = useSite();
  const mayWork = useMay('work_laboratory');
  const shown = useCommand('encounters.lab_order', { id: props.orderId }, ORDER_TABLES);
  if (!shown.data) return <FailureNote failure={shown.error} />;
  const { order, results } = shown.data;
  const open = results.filter((result) => AWAITED.includes(result.status));
  const writable = results.filter((result) => AWAITED.includes(result.status) || (result.status === 'preliminary' && !result.struck));
  const found = results.filter((result) => !AWAITED.includes(result.status));
  const anyFound = found.some((result) => result.status !== 'cancelled');
  const when = (at: number | null) => (at === null ? null : showDayAndTime(at, zone));
  return (
    <>
      <Panel
        testid="lab-order"
        title={
          <Group gap="xs">
            <span className="any-script">{order.panel_name}</span>
            <PriorityBadge priority={order.priority} />
            <Badge color="gray">{word('lab_status', order.status)}</Badge>
          </Group>
        }
      >
        <div>
          <Anchor component={Link} to={`/patients/${order.patient.id}`} c="inherit" fw={620} className="any-script">
            {order.patient.display_name}
          </Anchor>
          <Text size="sm" c="dimmed" className="numbers">
            {patientFacts(order.patient)}
          </Text>
          <Text size="sm" c="dimmed">
            {order.ordered_by === null ? t('lab.ordered_at', { when: when(order.ordered_at) ?? '' }) : t('lab.ordered_by', { name: order.ordered_by, when: when(order.ordered_at) ?? '' })}
          </Text>
        </div>
        <Facts
          rows={[
            [t('lab.reason'), order.reason],
            [t('lab.specimen'), [order.specimen_number, word('specimen_kind', order.specimen_kind)].filter(Boolean).join(' · ')],
            [t('lab.taken'), when(order.collected_at)],
            [t('lab.received'), when(order.received_at)],
            [t('lab.notes'), order.notes && <span className="prewrap">{order.notes}</span>],
            [t('lab.cancelled'), order.cancel_reason],
          ]}
        />
        <Steps key={order.version} order={order} anyFound={anyFound} />
      </Panel>
      {mayWork && writable.length > 0 && (
        <>
          {order.status === 'ordered' && <Note tone="plain">{t('lab.not_taken_yet')}</Note>}
          <EnterResults key={order.id} orderId={order.id} patient={order.patient} awaited={writable} />
        </>
      )}
      {found.length + open.length > 0 && (
        <Panel title={t('lab.results')} flush testid="lab-results">
          {found.map((result) => (
            <ShownResult key={result.id} result={result} patient={order.patient} />
          ))}
          <Awaited results={open} mayWork={mayWork} />
        </Panel>
      )}
    </>
  );
}
