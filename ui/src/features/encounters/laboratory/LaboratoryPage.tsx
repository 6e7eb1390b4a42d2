import { Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconBarcode, IconClock, IconFlask } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../../api/call';
import { toFailure, type Failure } from '../../../api/failure';
import { useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { specimenOf } from '../../../shared/keyboard/specimenCode';
import { Desk, DeskGroup, DeskRow, useDeskKeys } from '../../../shared/look/Desk';
import { FailureNote } from '../../../shared/look/Note';
import { Page, Quiet, Teach } from '../../../shared/look/Page';
import { showMinutes } from '../../../shared/time/format';
import { minutesBetween } from '../../../shared/time/siteTime';
import { useNow } from '../../../shared/time/useNow';
import { ageAndGender } from '../../people/patientFacts';
import pharmacy from '../../medication/PharmacyPage.module.css';
import { ORDER_TABLES, OrderPane, PriorityBadge, type Order } from './OrderPane';
import { SignOff } from './SignOff';
import { ToTelephone } from './ToTelephone';

const route = getRouteApi('/laboratory');

type View = 'waiting' | 'telephone' | 'sign_off';

const steps = ['ordered', 'collected', 'in_progress', 'preliminary'] as const;

function OrderRow(props: { order: Order; chosen: boolean; now: number; onChoose: () => void }) {
  const { order } = props;
  return (
    <DeskRow chosen={props.chosen} onChoose={props.onChoose} testid="lab-row">
      <Group justify="space-between" wrap="nowrap" align="baseline" gap="xs">
        <Text fw={600} size="sm" className="any-script">
          {order.patient.display_name}
        </Text>
        <span className={pharmacy.wait}>
          <IconClock size={14} aria-hidden />
          {showMinutes(Math.max(0, minutesBetween(order.ordered_at, props.now)))}
        </span>
      </Group>
      <Group gap="2px 8px">
        <Text size="sm" className="any-script">
          {order.panel_name}
        </Text>
        <PriorityBadge priority={order.priority} />
      </Group>
      <Text size="xs" c="dimmed" className="numbers">
        {[ageAndGender(order.patient), order.specimen_number, word('specimen_kind', order.specimen_kind)].filter(Boolean).join(' · ')}
      </Text>
    </DeskRow>
  );
}

function Waiting(props: { orders: readonly Order[]; chosen: string | null; onChoose: (id: string) => void }) {
  const { orders, chosen, onChoose } = props;
  const now = useNow(30);
  const [search, setSearch] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const typed = specimenOf(search) ?? search.trim();
  const words = typed.toLocaleLowerCase();
  const matching = orders.filter((order) => words === '' || [order.patient.display_name, order.patient.mrn ?? '', order.panel_name, order.specimen_number ?? ''].some((text) => text.toLocaleLowerCase().includes(words)));
  const groups = steps.map((step) => ({ step, orders: matching.filter((order) => order.status === step) })).filter((group) => group.orders.length > 0);
  useDeskKeys(groups.flatMap((group) => group.orders.map((order) => order.id)), chosen, onChoose);

  /** A label that was scanned opens its order, whether it still waits or not. */
  const find = () => {
    const number = typed;
    if (number === '') return;
    setFailure(null);
    const [only, another] = matching;
    if (only && !another) {
      onChoose(only.id);
      setSearch('');
      return;
    }
    call('encounters.find_specimen', { specimen_number: number })
      .then(({ order }) => {
        onChoose(order.id);
        setSearch('');
      })
      .catch((thrown: unknown) => setFailure(toFailure(thrown, t('failure.unknown'))));
  };

  return (
    <Desk
      label={t('lab.list')}
      tools={
        <form
          onSubmit={(event) => {
            event.preventDefault();
            find();
          }}
        >
          <TextInput
            aria-label={t('lab.scan')}
            placeholder={t('lab.scan')}
            description={t('lab.scan.hint')}
            inputWrapperOrder={['input', 'description', 'error']}
            leftSection={<IconBarcode size={17} />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
              setFailure(null);
            }}
            error={failure?.sentence}
            data-testid="lab-scan"
          />
        </form>
      }
      list={
        <>
          {groups.map((group) => (
            <DeskGroup
              key={group.step}
              testid={`lab-${group.step}`}
              title={
                <Text fw={600} size="sm">
                  {t(`lab.step.${group.step}`)}{' '}
                  <Text span c="dimmed" size="sm" className="numbers">
                    {group.orders.length}
                  </Text>
                </Text>
              }
            >
              {group.orders.map((order) => (
                <OrderRow key={order.id} order={order} chosen={order.id === chosen} now={now} onChoose={() => onChoose(order.id)} />
              ))}
            </DeskGroup>
          ))}
          {orders.length > 0 && matching.length === 0 && <Quiet>{t('lab.nothing_found')}</Quiet>}
          {orders.length === 0 && <Teach title={t('lab.empty')} text={t('lab.empty.text')} />}
        </>
      }
    >
      {chosen !== null ? <OrderPane key={chosen} orderId={chosen} /> : <Teach icon={<IconFlask size={46} stroke={1.3} />} title={t('lab.choose')} text={t('lab.choose.text')} />}
    </Desk>
  );
}

/** Orders on their way, critical results to telephone, final ones to sign off. */
export function LaboratoryPage() {
  const mayReview = useMay('review_results');
  const [view, setView] = useState<View>('waiting');
  const { order: pointed } = route.useSearch();
  const [chosen, setChosen] = useState<string | null>(pointed ?? null);
  const orders = useCommand('encounters.lab_worklist', {}, ORDER_TABLES);
  const untold = useCommand('encounters.critical_not_told', {}, ORDER_TABLES);
  const toReview = useCommand('encounters.results_to_review', { practitioner_id: null }, ORDER_TABLES, { enabled: mayReview });
  const open = (orderId: string) => {
    setChosen(orderId);
    setView('waiting');
  };
  return (
    <Page
      title={t('nav.laboratory')}
      testid="laboratory"
      actions={
        <SegmentedControl
          value={view}
          onChange={setView}
          aria-label={t('nav.laboratory')}
          data={[
            { value: 'waiting', label: t('lab.waiting', { count: orders.data?.length ?? 0 }) },
            {
              value: 'telephone',
              label: (untold.data?.length ?? 0) > 0 ? (
                <Text span fw={650} size="sm" c="var(--hf-red)">
                  {t('lab.to_telephone', { count: untold.data?.length ?? 0 })}
                </Text>
              ) : t('lab.to_telephone', { count: 0 }),
            },
            ...(mayReview ? [{ value: 'sign_off' as const, label: t('lab.to_sign_off', { count: toReview.data?.length ?? 0 }) }] : []),
          ]}
          data-testid="lab-view"
        />
      }
    >
      <FailureNote failure={orders.error ?? untold.error ?? toReview.error} />
      {view === 'waiting' && orders.data && <Waiting orders={orders.data} chosen={chosen} onChoose={setChosen} />}
      {view === 'telephone' && untold.data && <ToTelephone waiting={untold.data} onOpen={open} />}
      {view === 'sign_off' && toReview.data && <SignOff waiting={toReview.data} onOpen={open} />}
    </Page>
  );
}
