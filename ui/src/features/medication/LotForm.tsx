import { Autocomplete, Button, Group, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { DraftNote, FailureNote } from '../../shared/look/Note';
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
  received: number | string;
}

const blank: Values = { name: '', medication_id: null, lot_number: '', expires_on: '', unit: '', location: '', minimum_quantity: '', lead_time_days: '', received: '' };

const UNITS = ['tablet', 'capsule', 'bottle', 'ampoule', 'vial', 'pen', 'inhaler', 'tube', 'sachet', 'patch', 'piece', 'ml', 'g'];

function fromLot(lot: StockLot, whole: boolean): Values {
  return {
    ...blank,
    name: lot.name,
    medication_id: lot.medication_id,
    unit: lot.unit,
    location: lot.location ?? '',
    minimum_quantity: lot.minimum_quantity ?? '',
    lead_time_days: lot.lead_time_days ?? '',
    ...(whole ? { lot_number: lot.lot_number ?? '', expires_on: typedDate(lot.expires_on) } : {}),
  };
}

/**
 * A lot as its label says: taken in, or corrected. What the lists do not show (price, supplier,
 * remarks) is not asked for here, so that a correction cannot overwrite it unseen.
 */
export function LotForm(props: { correcting: StockLot | null; like: StockLot | null; onDone: () => void }) {
  const { correcting, like } = props;
  const add = useAct('medication.add_lot');
  const update = useAct('medication.update_lot');
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<Values>(correcting ? `lot:${correcting.id}:${correcting.version}` : `lot:new:${like?.id ?? ''}`, {
    blank: correcting ? fromLot(correcting, true) : like ? fromLot(like, false) : blank,
    validate: (values) => ({
      name: values.name.trim() === '' ? t('stock.lot.name.missing') : null,
      unit: values.unit.trim() === '' ? t('stock.lot.unit.missing') : null,
      expires_on: values.expires_on.trim() !== '' && parseExpiry(values.expires_on) === null ? t('stock.lot.expires.wrong', { pattern: datePattern() }) : null,
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
        unit_cost_minor: null,
        currency: null,
        supplier: null,
        notes: null,
      };
      const answered = {
        onSuccess: () => {
          saved();
          notifications.show({ message: correcting ? t('stock.lot.corrected') : t('stock.lot.kept', { name: details.name }) });
          props.onDone();
        },
        onError: refuse,
      };
      if (correcting) update.mutate({ ...details, id: correcting.id, version: correcting.version }, answered);
      else add.mutate({ ...details, received: numberOrNull(typed.received) }, answered);
    })();
  useDialogKeys(props.onDone, submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid="lot-form"
    >
      <Stack gap="sm">
        <DraftNote restored={restored} onAfresh={startAfresh} />
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
        <FailureNote failure={banner} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onDone}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={add.isPending || update.isPending} data-testid="lot-submit">
            {t(correcting ? 'common.save' : 'stock.lot.keep')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
