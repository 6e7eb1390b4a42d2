import { Autocomplete, Checkbox, NumberInput, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../shared/look/Note';
import { showNumber } from '../../shared/time/format';
import { offerToPrint, usePrint } from '../../shared/usePrint';
import { LotShares } from './LotShares';
import { shares, takeFirstExpiring, type TakeLot, type Takes } from './lots';
import { Warnings } from './Warnings';

export type WaitingItem = ResponseOf<'medication.waiting'>[number];

const STOCK = ['inventory_items', 'inventory_movements', 'dispensings', 'prescription_items'] as const;

interface Values {
  /** Nothing while it is taken as proposed; empty once somebody cleared it. */
  quantity: number | string | null;
  unit: string;
  lots: Takes | null;
  days_supplied: number | string;
  instead: boolean;
  substitution_text: string;
  notes: string;
  no_lot_reason: string;
}

const blank: Values = { quantity: null, unit: '', lots: null, days_supplied: '', instead: false, substitution_text: '', notes: '', no_lot_reason: '' };

const plain = (text: string) => text.trim().toLocaleLowerCase();

/** What is handed out of one prescribed medicine, and from which lots. */
export function DispenseForm(props: { item: WaitingItem; onDone: () => void }) {
  const { item } = props;
  const dispense = useAct('medication.dispense');
  const print = usePrint();
  const [warned, setWarned] = useState<Failure | null>(null);
  const [reason, setReason] = useState('');
  const { form, saved, refuse, ...draft } = useDraftForm<Values>(`dispense:${item.item_id}`, { blank });
  const { values } = form;
  const instead = values.instead;
  const typed = values.quantity === null ? null : numberOrNull(values.quantity);
  const [asked] = useDebouncedValue(typed !== null && typed > 0 ? typed : null, 120);
  const proposed = useCommand('medication.propose_lots', { prescription_item_id: item.item_id, quantity: asked }, STOCK, { keepPrevious: true });
  const stock = useCommand('medication.stock', { query: null, expiring_within_days: null, retired: false }, STOCK, { enabled: instead });
  const [other] = useDebouncedValue(instead ? values.substitution_text.trim() : '', 200);
  const check = useCommand('medication.check', { patient_id: item.patient.id, medication_text: other }, ['patient_allergies', 'prescription_items', 'medication_statements'], { enabled: other.length > 2 });

  const quantity = values.quantity === null ? (proposed.data?.quantity ?? 0) : (typed ?? 0);
  const own: TakeLot[] = (proposed.data?.lots ?? []).map(({ inventory_item_id, ...lot }) => ({ ...lot, id: inventory_item_id }));
  const ofOther = (stock.data?.lots ?? []).filter((lot) => plain(lot.name) === plain(values.substitution_text));
  const lots = instead ? takeFirstExpiring(ofOther, quantity) : own;
  const usable = lots.some((lot) => !lot.expired);
  const kept = lots.find((lot) => !lot.expired)?.unit ?? null;
  const unit = kept ?? (values.unit.trim() || item.quantity_unit);
  // The proposal stays 0 where the prescription counts in another unit than the shelf does.
  const incomparable = !instead && kept !== null && item.quantity !== null && proposed.data?.quantity === 0 && values.quantity === null;
  const open = item.quantity === null || instead ? 0 : item.quantity - item.handed_out - quantity;
  // While the proposal for a changed quantity is on its way, the shares are those of the one before.
  const settled = instead || values.lots !== null || ((typed === asked || values.quantity === null || (typed ?? 0) <= 0) && !proposed.isPlaceholderData);

  const set = (part: Partial<Values>) => {
    form.setValues(part);
    Object.keys(part).forEach((field) => form.clearFieldError(field));
    setWarned(null);
  };

  const submit = (accept_warnings: boolean) => {
    if (dispense.isPending || !proposed.data || !settled) return;
    refuse(null);
    form.clearErrors();
    const troubles: Record<string, string> = {};
    if (quantity <= 0) troubles.quantity = t('pharmacy.quantity.missing');
    if (instead && values.substitution_text.trim() === '') troubles.substitution_text = t('pharmacy.instead.missing');
    if (!usable && !instead && values.no_lot_reason.trim() === '') troubles.no_lot_reason = t('pharmacy.no_lot.missing');
    if (Object.keys(troubles).length > 0) {
      form.setErrors(troubles);
      return;
    }
    setWarned(null);
    dispense.mutate(
      {
        prescription_item_id: item.item_id,
        quantity,
        unit: kept === null ? orNull(values.unit) : null,
        days_supplied: numberOrNull(values.days_supplied),
        lots: usable ? shares(lots, values.lots) : null,
        substitution_text: instead ? orNull(values.substitution_text) : null,
        notes: orNull(values.notes),
        accept_warnings,
        accept_reason: accept_warnings ? orNull(reason) : null,
        no_lot_reason: usable ? null : orNull(values.no_lot_reason),
      },
      {
        onSuccess: ({ refills_left, dispensing_ids }) => {
          draft.startAfresh();
          saved();
          offerToPrint(
            t('pharmacy.done', {
              quantity: [showNumber(quantity, 3), unit].filter(Boolean).join(' '),
              medicine: instead ? values.substitution_text.trim() : item.medication_text,
              refills: t('pharmacy.refills_left', { count: refills_left }),
            }),
            t('print.label'),
            // A pack from each lot has a label of its own.
            () => dispensing_ids.forEach((id) => print('medicine_label', id)),
          );
          props.onDone();
        },
        onError: (failure) => (failure.code === 'warned' || failure.code === 'reason_needed' ? setWarned(failure) : refuse(failure)),
      },
    );
  };
  useShortcuts([{ keys: 'mod+Enter', scope: 'screen', label: 'pharmacy.dispense', run: () => submit(false) }]);

  if (!proposed.data) return <FailureNote failure={proposed.error} />;
  const days = proposed.data.days_supplied;
  const askNoLot = !usable && (!instead || form.errors.no_lot_reason !== undefined);
  return (
    <FormFrame
      {...draft}
      submitLabel={t('pharmacy.dispense')}
      pending={dispense.isPending || !settled}
      warning={
        <AllTheSame failure={warned} action={t('pharmacy.accept')} grave busy={dispense.isPending} onGoOn={() => submit(true)} testid="dispense-warned" actionTestid="dispense-accept">
          {warned?.code === 'reason_needed' && <Textarea mt="xs" label={t('pharmacy.accept.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize autoFocus data-testid="dispense-reason" />}
        </AllTheSame>
      }
      onSubmit={() => submit(false)}
      testid="dispense"
    >
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
        <NumberInput
          label={unit ? t('pharmacy.quantity.in', { unit }) : t('pharmacy.quantity')}
          size="md"
          hideControls
          allowNegative={false}
          decimalScale={3}
          value={values.quantity ?? (proposed.data.quantity || '')}
          onChange={(next) => set({ quantity: next, lots: null })}
          error={form.errors.quantity}
          data-testid="dispense-quantity"
        />
        <NumberInput
          label={t('pharmacy.days')}
          size="md"
          hideControls
          allowNegative={false}
          allowDecimal={false}
          placeholder={instead || days === null ? t('pharmacy.days.unknown') : t('pharmacy.days.computed', { count: days })}
          value={values.days_supplied}
          onChange={(next) => set({ days_supplied: next })}
          error={form.errors.days_supplied}
          data-testid="dispense-days"
        />
        {kept === null && <TextInput label={t('pharmacy.unit')} size="md" placeholder={item.quantity_unit ?? ''} value={values.unit} onChange={(event) => set({ unit: event.currentTarget.value })} error={form.errors.unit} data-testid="dispense-unit" />}
      </SimpleGrid>
      {incomparable && <Note tone="plain">{t('pharmacy.other_unit', { quantity: showNumber(item.quantity ?? 0, 3), unit: item.quantity_unit ?? '', kept: kept ?? '' })}</Note>}
      {open > 0 && quantity > 0 && !incomparable && (
        <Text size="sm" c="dimmed" data-testid="dispense-rest">
          {t('pharmacy.stays_waiting', { quantity: [showNumber(open, 3), item.quantity_unit ?? unit].filter(Boolean).join(' ') })}
        </Text>
      )}
      {item.substitution_allowed === false ? (
        <Text size="sm" c="dimmed">
          {t('pharmacy.only_this')}
        </Text>
      ) : (
        <Checkbox label={t('pharmacy.instead')} checked={instead} onChange={(event) => set({ instead: event.currentTarget.checked, lots: null })} data-testid="dispense-instead" />
      )}
      {instead && (
        <>
          <Autocomplete
            label={t('pharmacy.instead.what')}
            data={[...new Set((stock.data?.medicines ?? []).filter((each) => each.level > 0).map((each) => each.name))]}
            limit={12}
            value={values.substitution_text}
            onChange={(text) => set({ substitution_text: text, lots: null })}
            error={form.errors.substitution_text}
            data-testid="dispense-substitution"
          />
          {check.data && check.data.warnings.length > 0 && <Warnings warnings={check.data.warnings} />}
        </>
      )}
      {lots.length > 0 && <LotShares lots={lots} medicine={instead ? values.substitution_text.trim() : item.medication_text} quantity={quantity} takes={values.lots} onTakes={(takes) => set({ lots: takes })} {...(form.errors.lots ? { error: String(form.errors.lots) } : {})} />}
      {!instead && usable && proposed.data.short && quantity > 0 && <Note tone="amber" testid="dispense-short">{t('pharmacy.short')}</Note>}
      {askNoLot && (
        <>
          <Note tone="amber" testid="dispense-no-lot">
            {t('pharmacy.no_lot')}
          </Note>
          <TextInput label={t('pharmacy.no_lot.reason')} value={values.no_lot_reason} onChange={(event) => set({ no_lot_reason: event.currentTarget.value })} error={form.errors.no_lot_reason} data-testid="dispense-no-lot-reason" />
        </>
      )}
      <TextInput label={t('pharmacy.notes')} value={values.notes} onChange={(event) => set({ notes: event.currentTarget.value })} error={form.errors.notes} data-testid="dispense-notes" />
    </FormFrame>
  );
}
