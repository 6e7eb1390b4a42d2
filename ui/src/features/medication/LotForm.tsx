import { Autocomplete, NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { moneyText, parseMoney } from '../../shared/money';
import { showDate } from '../../shared/time/format';
import { datePattern, typedDate } from '../../shared/time/typed';
import { parseExpiry } from './expiry';
import type { StockLot } from './stocked';

interface Values {
  name: string;
  medication_id: string | null;
  lot_number: string;
  expires_on: string;
  unit: string;
  location: string;
  minimum_quantity: number | string;
  lead_time_days: number | string;
  unit_cost: string;
  supplier: string;
  notes: string;
  received: number | string;
}

const blank: Values = { name: '', medication_id: null, lot_number: '', expires_on: '', unit: '', location: '', minimum_quantity: '', lead_time_days: '', unit_cost: '', supplier: '', notes: '', received: '' };

const UNITS = ['tablet', 'capsule', 'bottle', 'ampoule', 'vial', 'pen', 'inhaler', 'tube', 'sachet', 'patch', 'piece', 'ml', 'g'];

function fromLot(lot: StockLot, whole: boolean, currency: string): Values {
  return {
    ...blank,
    name: lot.name,
    medication_id: lot.medication_id,
    unit: lot.unit,
    location: lot.location ?? '',
    minimum_quantity: lot.minimum_quantity ?? '',
    lead_time_days: lot.lead_time_days ?? '',
    unit_cost: lot.unit_cost_minor === null ? '' : moneyText(lot.unit_cost_minor, lot.currency ?? currency),
    supplier: lot.supplier ?? '',
    ...(whole ? { notes: lot.notes ?? '', lot_number: lot.lot_number ?? '', expires_on: typedDate(lot.expires_on) } : {}),
  };
}

/** A lot as its label and its delivery note say: taken in, or corrected. */
export function LotForm(props: { correcting: StockLot | null; like: StockLot | null; onDone: () => void }) {
  const { correcting, like } = props;
  const site = useSite();
  // A lot that came in another currency keeps it.
  const currency = correcting?.currency ?? like?.currency ?? site.currency;
  const add = useAct('medication.add_lot');
  const update = useAct('medication.update_lot');
  const { form, saved, refuse, ...draft } = useDraftForm<Values>(correcting ? `lot:${correcting.id}:${correcting.version}` : `lot:new:${like?.id ?? ''}`, {
    blank: correcting ? fromLot(correcting, true, currency) : like ? fromLot(like, false, currency) : blank,
    validate: (values) => ({
      name: values.name.trim() === '' ? t('stock.lot.name.missing') : null,
      unit: values.unit.trim() === '' ? t('stock.lot.unit.missing') : null,
      expires_on: values.expires_on.trim() !== '' && parseExpiry(values.expires_on) === null ? t('stock.lot.expires.wrong', { pattern: datePattern() }) : null,
      unit_cost: values.unit_cost.trim() !== '' && parseMoney(values.unit_cost, currency) === null ? t('billing.amount.wrong') : null,
      received: values.received !== '' && (numberOrNull(values.received) ?? 0) <= 0 ? t('stock.lot.received.wrong') : null,
    }),
  });
  const { values } = form;
  const [query] = useDebouncedValue(values.name.trim(), 150);
  const listed = useCommand('medication.medicines', { query, after: null, retired: false }, ['medications'], { enabled: query.length > 1, keepPrevious: true });
  const medicines = listed.data ?? [];
  const choose = (name: string) => {
    const medicine = medicines.find((each) => each.label === name);
    // The words may be corrected without its becoming another thing; other words of the list are another.
    form.setValues({ name, medication_id: medicine?.id ?? (correcting ? values.medication_id : null), ...(medicine?.unit && values.unit === '' ? { unit: medicine.unit } : {}) });
    form.clearFieldError('name');
  };
  const expires = parseExpiry(values.expires_on);
  const submit = () =>
    form.onSubmit((typed) => {
      refuse(null);
      const details = {
        medication_id: typed.medication_id ?? medicines.find((each) => each.label === typed.name.trim())?.id ?? null,
        name: typed.name.trim(),
        lot_number: orNull(typed.lot_number),
        expires_on: parseExpiry(typed.expires_on),
        unit: typed.unit.trim(),
        location: orNull(typed.location),
        minimum_quantity: numberOrNull(typed.minimum_quantity),
        lead_time_days: numberOrNull(typed.lead_time_days),
        unit_cost_minor: parseMoney(typed.unit_cost, currency),
        currency: typed.unit_cost.trim() === '' ? null : currency,
        supplier: orNull(typed.supplier),
        notes: orNull(typed.notes),
      };
      const answered = {
        onSuccess: () => {
          saved();
          notifications.show({ message: correcting ? t('stock.lot.corrected') : t('stock.lot.kept', { name: details.name }) });
          props.onDone();
        },
        onError: (failure: Failure) => refuse(failure.field === 'unit_cost_minor' ? failure.at('unit_cost') : failure),
      };
      if (correcting) update.mutate({ ...details, id: correcting.id, version: correcting.version }, answered);
      else add.mutate({ ...details, received: numberOrNull(typed.received) }, answered);
    })();
  return (
    <FormFrame {...draft} submitLabel={t(correcting ? 'common.save' : 'stock.lot.keep')} pending={add.isPending || update.isPending} onSubmit={submit} onClose={props.onDone} testid="lot">
      <Autocomplete
        label={t('stock.lot.name')}
        description={values.name.trim() === '' ? t('stock.lot.name.text') : t(values.medication_id ? 'stock.lot.name.listed' : 'stock.lot.name.unlisted')}
        data={[...new Set(medicines.map((each) => each.label))]}
        filter={({ options }) => options}
        value={values.name}
        onChange={choose}
        error={form.errors.name ?? form.errors.medication_id}
        data-autofocus={!like || undefined}
        data-testid="lot-name"
      />
      <SimpleGrid cols={2}>
        <TextInput label={t('stock.lot.number')} data-autofocus={like !== null || undefined} data-testid="lot-number" {...form.getInputProps('lot_number')} />
        <TextInput
          label={t('stock.lot.expires')}
          description={expires ? t('stock.lot.expires.read', { date: showDate(expires) }) : t('stock.lot.expires.hint', { pattern: datePattern() })}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data-testid="lot-expires"
          {...form.getInputProps('expires_on')}
        />
      </SimpleGrid>
      <SimpleGrid cols={2}>
        {!correcting && <NumberInput label={t('stock.lot.received')} hideControls allowNegative={false} decimalScale={3} data-testid="lot-received" {...form.getInputProps('received')} />}
        <Autocomplete label={t('stock.lot.unit')} placeholder={t('stock.lot.unit.example')} data={UNITS} data-testid="lot-unit" {...form.getInputProps('unit')} />
        <TextInput label={t('stock.place')} placeholder={t('stock.lot.place.example')} data-testid="lot-place" {...form.getInputProps('location')} />
      </SimpleGrid>
      <SimpleGrid cols={2}>
        <NumberInput label={t('stock.lot.minimum')} description={t('stock.lot.minimum.text')} inputWrapperOrder={['label', 'input', 'description', 'error']} hideControls allowNegative={false} decimalScale={3} {...form.getInputProps('minimum_quantity')} />
        <NumberInput label={t('stock.lot.lead_time')} hideControls allowNegative={false} allowDecimal={false} {...form.getInputProps('lead_time_days')} />
      </SimpleGrid>
      <SimpleGrid cols={2}>
        <TextInput label={t('stock.lot.cost', { currency })} inputMode="decimal" data-testid="lot-cost" {...form.getInputProps('unit_cost')} />
        <TextInput label={t('stock.lot.supplier')} data-testid="lot-supplier" {...form.getInputProps('supplier')} />
      </SimpleGrid>
      <Textarea label={t('stock.lot.notes')} autosize minRows={1} data-testid="lot-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
