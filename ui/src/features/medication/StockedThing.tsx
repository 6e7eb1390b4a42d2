import { Badge, Button, Group, Menu, Modal, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconArrowRight, IconDots, IconListCheck, IconPackageImport, IconPencil, IconTrash, IconTruckDelivery, IconArchive } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { AddButton } from '../../shared/look/AddButton';
import { Facts } from '../../shared/look/Facts';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showNumber } from '../../shared/time/format';
import { lastDay, lotName } from './lots';
import { MoveStock, type MoveKind, type Moving } from './MoveStock';
import type { StockLot, Stocked, StockThing } from './stocked';

export function OrderBadge(props: { medicine: Stocked | null }) {
  if (!props.medicine || props.medicine.reorder.due === null) return null;
  return props.medicine.reorder.due ? (
    <Badge color="orange" leftSection={<IconTruckDelivery size={13} />} data-testid="stock-order">
      {t('stock.order')}
    </Badge>
  ) : null;
}

/** When to order, and the figures that say so. */
function Statement(props: { medicine: Stocked }) {
  const { medicine } = props;
  const { reorder } = medicine;
  const amount = (quantity: number) => `${showNumber(quantity, 2)} ${medicine.unit}`;
  const lasts = reorder.mean_per_day !== null && reorder.mean_per_day > 0 ? Math.max(0, Math.floor(medicine.level / reorder.mean_per_day)) : null;
  return (
    <Panel title={t('stock.statement')} testid="stock-statement">
      <Note tone={reorder.due ? 'amber' : reorder.due === false ? 'green' : 'plain'}>
        <b>{t(reorder.due ? 'stock.order' : reorder.due === false ? 'stock.enough' : 'stock.no_basis')}</b> {reorder.reasons.join(' ')}
      </Note>
      <Facts
        rows={[
          [t('stock.on_hand'), amount(medicine.level)],
          [t('stock.threshold'), reorder.threshold === null ? null : t('stock.threshold.or_less', { quantity: amount(reorder.threshold) })],
          [t('stock.a_day'), reorder.mean_per_day === null ? null : reorder.deviation === null ? showNumber(reorder.mean_per_day, 2) : t('stock.a_day.with_deviation', { mean: showNumber(reorder.mean_per_day, 2), deviation: showNumber(reorder.deviation, 2) })],
          [t('stock.lasts'), lasts === null ? null : t('stock.days', { count: lasts })],
          [t('stock.lead_time'), reorder.lead_time_days === null ? null : t('stock.days', { count: reorder.lead_time_days })],
          [t('stock.basis'), word('reorder_basis', reorder.basis)],
        ]}
      />
    </Panel>
  );
}

function LotActions(props: { lot: StockLot; onMove: (kind: MoveKind) => void; onCorrect: () => void; onRetire: () => void }) {
  const { lot } = props;
  const mayKeep = useMay('keep_stock');
  const mayWaste = useMay('waste_stock');
  if (!mayKeep && !mayWaste) return null;
  const item = (kind: MoveKind, icon: ReactNode, danger = false) => (
    <Menu.Item leftSection={icon} {...(danger ? { c: 'var(--hf-red)' } : {})} onClick={() => props.onMove(kind)} data-testid={`lot-${kind}`}>
      {t(`stock.${kind}`)}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-sm" aria-label={t('stock.actions', { lot: lotName(lot) })} data-testid="lot-actions">
          <IconDots size={17} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayKeep && item('receive', <IconPackageImport size={16} />)}
        {mayKeep && item('count', <IconListCheck size={16} />)}
        {mayKeep && item('return', <IconArrowBackUp size={16} className="mirrored" />)}
        {mayKeep && !lot.expired && lot.level > 0 && item('transfer', <IconArrowRight size={16} className="mirrored" />)}
        {mayKeep && lot.expired && lot.level > 0 && item('expire', <IconTrash size={16} />, true)}
        {mayWaste && item('waste', <IconTrash size={16} />, true)}
        {mayKeep && (
          <>
            <Menu.Divider />
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={props.onCorrect} data-testid="lot-correct">
              {t('stock.correct')}
            </Menu.Item>
            <Menu.Item leftSection={<IconArchive size={16} />} onClick={props.onRetire} data-testid="lot-retire">
              {t('stock.retire')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function RetireForm(props: { lot: StockLot; onClose: () => void }) {
  const retire = useAct('medication.retire_lot');
  const submit = () => retire.mutate({ id: props.lot.id, version: props.lot.version }, { onSuccess: props.onClose });
  useDialogKeys(props.onClose, submit);
  return (
    <Stack>
      <Text size="sm">{t('stock.retire.text')}</Text>
      <FailureNote failure={retire.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {t('common.close')}
        </Button>
        <Button color="red" loading={retire.isPending} onClick={submit} data-testid="retire-submit">
          {t('stock.retire')}
        </Button>
      </Group>
    </Stack>
  );
}

/** One thing that is kept: whether to order more, and its lots where they lie. */
export function StockedThing(props: { thing: StockThing; onCorrect: (lot: StockLot) => void; onAnother: (like: StockLot) => void }) {
  const { thing } = props;
  const mayKeep = useMay('keep_stock');
  const [moving, setMoving] = useState<Moving | null>(null);
  const [retiring, setRetiring] = useState<StockLot | null>(null);
  const like = thing.lots.findLast((lot) => lot.is_active) ?? thing.lots[0];
  return (
    <>
      <Panel
        flush
        testid="stock-lots"
        title={
          <Group gap="sm">
            <span className="any-script">{thing.name}</span>
            <OrderBadge medicine={thing.medicine} />
          </Group>
        }
        actions={
          mayKeep &&
          like && <AddButton label={t('stock.another_lot')} onClick={() => props.onAnother(like)} testid="stock-another-lot" />
        }
      >
        <Table.ScrollContainer minWidth={520}>
          <Table verticalSpacing="xs" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('pharmacy.lot')}</Table.Th>
                <Table.Th>{t('stock.place')}</Table.Th>
                <Table.Th>{t('pharmacy.expires')}</Table.Th>
                <Table.Th ta="end">{t('pharmacy.on_hand')}</Table.Th>
                <Table.Th aria-label={t('pharmacy.actions')} w="3.5rem" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {thing.lots.map((lot) => (
                <Table.Tr key={lot.id} data-testid="stock-lot" c={lot.is_active ? undefined : 'dimmed'}>
                  <Table.Td className="numbers">
                    <Text span fw={560}>
                      {lotName(lot)}
                    </Text>
                    {lot.name !== thing.name && (
                      <Text size="xs" c="dimmed" className="any-script">
                        {lot.name}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td className="any-script">
                    {lot.location ?? (
                      <Text span size="sm" c="dimmed">
                        {t('stock.place.none')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td className="numbers">
                    {lastDay(lot)} {lot.expired && <Badge color="red">{t('pharmacy.expired')}</Badge>}
                    {lot.expiring && <Badge color="orange">{t('stock.expires_soon')}</Badge>}
                    {!lot.is_active && <Badge color="gray">{t('stock.is_retired')}</Badge>}
                  </Table.Td>
                  <Table.Td ta="end" className="numbers">
                    {showNumber(lot.level, 3)} {lot.unit}
                    {lot.level < 0 && (
                      <Text size="xs" c="var(--hf-red)">
                        <IconAlertTriangle size={13} aria-hidden /> {t('stock.below_zero')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="end">{lot.is_active && <LotActions lot={lot} onMove={(kind) => setMoving({ lot, kind })} onCorrect={() => props.onCorrect(lot)} onRetire={() => setRetiring(lot)} />}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Panel>
      {thing.medicine && <Statement medicine={thing.medicine} />}
      <MoveStock moving={moving} onClose={() => setMoving(null)} />
      <Modal opened={retiring !== null} onClose={() => setRetiring(null)} title={retiring ? t('stock.retire.title', { lot: lotName(retiring), name: retiring.name }) : ''}>
        {retiring && <RetireForm lot={retiring} onClose={() => setRetiring(null)} />}
      </Modal>
    </>
  );
}
