import { Modal, NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { call } from '../../api/call';
import { toFailure, type Failure } from '../../api/failure';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSession } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { Note } from '../../shared/look/Note';
import { showNumber } from '../../shared/time/format';
import { lotName } from './lots';
import type { StockLot } from './stocked';

export type MoveKind = 'receive' | 'return' | 'count' | 'transfer' | 'waste' | 'expire';

export interface Moving {
  lot: StockLot;
  kind: MoveKind;
}

interface Values {
  quantity: number | string;
  to_site_id: string | null;
  reason: string;
}

/** Stock that goes away, or that is not what the record says, is explained. */
const explained: readonly MoveKind[] = ['count', 'transfer', 'waste'];

async function move(moving: Moving, quantity: number, to_site_id: string, reason: string): Promise<number> {
  const inventory_item_id = moving.lot.id;
  const request = { inventory_item_id, quantity, reason: orNull(reason) };
  switch (moving.kind) {
    case 'receive':
      return (await call('medication.receive_stock', request)).level;
    case 'return':
      return (await call('medication.return_stock', request)).level;
    case 'waste':
      return (await call('medication.waste_stock', request)).level;
    case 'expire':
      return (await call('medication.expire_stock', request)).level;
    case 'count':
      return (await call('medication.count_stock', { inventory_item_id, counted: quantity, reason: reason.trim() })).level;
    case 'transfer':
      return (await call('medication.transfer_stock', { inventory_item_id, to_site_id, quantity, reason: reason.trim() })).level;
  }
}

function MoveForm(props: { moving: Moving; onClose: () => void }) {
  const { lot, kind } = props.moving;
  const { state } = useSession();
  const sites = useCommand('organization.sites', {}, ['sites'], { enabled: kind === 'transfer' });
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const counting = kind === 'count';
  const form = useForm<Values>({
    initialValues: { quantity: kind === 'expire' && lot.level > 0 ? lot.level : '', to_site_id: null, reason: '' },
    validate: {
      quantity: (typed) => {
        const quantity = numberOrNull(typed);
        if (counting) return quantity === null ? t('stock.counted.missing') : null;
        return quantity === null || quantity <= 0 ? t('stock.quantity.missing') : null;
      },
      to_site_id: (site) => (kind === 'transfer' && site === null ? t('stock.to_site.missing') : null),
      reason: (reason) => (explained.includes(kind) && reason.trim() === '' ? t('stock.reason.missing') : null),
    },
  });
  const submit = () =>
    form.onSubmit((values) => {
      if (busy) return;
      setBusy(true);
      setFailure(null);
      move(props.moving, numberOrNull(values.quantity) ?? 0, values.to_site_id ?? '', values.reason)
        .then((level) => {
          notifications.show({ message: t('stock.moved', { name: lot.name, lot: lotName(lot), level: `${showNumber(level, 3)} ${lot.unit}` }) });
          props.onClose();
        })
        .catch((thrown: unknown) => {
          const refused = toFailure(thrown, t('failure.unknown'));
          const field = refused.field === 'counted' ? 'quantity' : refused.field;
          if (field && field in form.getValues()) form.setFieldError(field, refused.sentence);
          else setFailure(refused);
          setBusy(false);
        });
    })();
  const others = (sites.data ?? []).filter((site) => site.is_active && site.id !== state.site?.id);
  return (
    <FormFrame
      banner={failure ?? sites.error}
      submitLabel={t(`stock.${kind}`)}
      danger={kind === 'waste' || kind === 'expire'}
      pending={busy}
      disabled={kind === 'transfer' && others.length === 0}
      onSubmit={submit}
      onClose={props.onClose}
      testid="move"
    >
      <Text size="sm">{counting ? t('stock.count.text', { level: `${showNumber(lot.level, 3)} ${lot.unit}` }) : t(`stock.${kind}.text`)}</Text>
      {kind === 'transfer' && sites.data && others.length === 0 && <Note tone="plain">{t('stock.no_other_site')}</Note>}
      {kind === 'transfer' && others.length > 0 && <Select label={t('stock.to_site')} data={others.map((site) => ({ value: site.id, label: site.name }))} data-testid="move-site" {...form.getInputProps('to_site_id')} />}
      <NumberInput label={t(counting ? 'stock.counted' : 'stock.quantity', { unit: lot.unit })} size="md" hideControls allowNegative={false} decimalScale={3} data-autofocus data-testid="move-quantity" {...form.getInputProps('quantity')} />
      <TextInput label={t(counting ? 'stock.count.reason' : explained.includes(kind) ? 'stock.reason.needed' : 'stock.reason')} data-testid="move-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}

/** One movement of one lot: something came, went, lies elsewhere, or was counted. */
export function MoveStock(props: { moving: Moving | null; onClose: () => void }) {
  const { moving, onClose } = props;
  return (
    <Modal opened={moving !== null} onClose={onClose} title={moving ? t('stock.move.title', { what: t(`stock.${moving.kind}`), name: moving.lot.name, lot: lotName(moving.lot) }) : ''}>
      {moving && <MoveForm moving={moving} onClose={onClose} />}
    </Modal>
  );
}
