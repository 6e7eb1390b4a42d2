import { Autocomplete, Group, NumberInput, SegmentedControl, Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { RequestOf, ResponseOf } from '../../../api/commands';
import { Failure } from '../../../api/failure';
import { useAct, useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { AllTheSame } from '../../../shared/forms/AllTheSame';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { clockMoment, clockTrouble, dayTrouble } from '../../../shared/forms/clock';
import { numberOrNull, orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { showNumber } from '../../../shared/time/format';
import { instantAt } from '../../../shared/time/siteTime';
import { datePattern, parseDate, typedDate } from '../../../shared/time/typed';
import { lastDay, lotName } from '../../medication/lots';

type Lot = ResponseOf<'medication.stock'>['lots'][number];
type Mode = 'give' | 'report' | 'not_given';

/** The lot goes along with what was given, so that the stock is counted down with it. */
type Given = RequestOf<'encounters.give_immunization'>;

interface ImmunizationValues {
  mode: Mode;
  lot: Lot | null;
  lot_quantity: number | string;
  vaccine_text: string;
  dose_number: number | string;
  series_text: string;
  lot_number: string;
  /** Days and times as typed. */
  expires_on: string;
  occurred_at: string;
  reported_on: string;
  manufacturer: string;
  dose_amount: number | string;
  dose_unit: string;
  route: string;
  body_site: string;
  source_text: string;
  reason: string;
  notes: string;
}

const blank: ImmunizationValues = {
  mode: 'give', lot: null, lot_quantity: 1, vaccine_text: '', dose_number: '', series_text: '', lot_number: '', expires_on: '', occurred_at: '', reported_on: '', manufacturer: '', dose_amount: '', dose_unit: 'ml', route: '', body_site: '', source_text: '', reason: '', notes: '',
};

const routes = ['intramuscular', 'subcutaneous', 'intradermal', 'oral', 'nasal'];

/** Lots of the stock by name or number; one scan of the box finds its lot. */
function LotChoice(props: { value: Lot | null; onChange: (lot: Lot | null) => void; error: string | null }) {
  const { value } = props;
  const [search, setSearch] = useState('');
  const [query] = useDebouncedValue(value ? '' : search.trim(), 80);
  const stock = useCommand('medication.stock', { query: query === '' ? null : query, expiring_within_days: null, retired: false }, ['inventory_items', 'stock_movements'], { keepPrevious: true });
  const lots = (stock.data?.lots ?? []).filter((lot) => lot.level > 0 || lot.id === value?.id);
  const all = value && !lots.some((lot) => lot.id === value.id) ? [value, ...lots] : lots;
  const byId = new Map(all.map((lot) => [lot.id, lot]));
  return (
    <Select
      label={t('immunization.lot')}
      description={t('immunization.lot.hint')}
      searchable
      clearable
      value={value?.id ?? null}
      onChange={(id) => props.onChange((id && byId.get(id)) || null)}
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      data={all.map((lot) => ({ value: lot.id, label: `${lot.name} · ${lotName(lot)}` }))}
      renderOption={({ option }) => {
        const lot = byId.get(option.value);
        return (
          <div>
            <Text size="sm" fw={560} className="any-script">
              {option.label}
            </Text>
            {lot && (
              <Text size="xs" c={lot.expired ? 'var(--hf-red)' : 'dimmed'} className="numbers">
                {lot.expired && <IconAlertTriangle size={12} aria-hidden />} {t(lot.expired ? 'immunization.lot.expired' : 'immunization.lot.until', { day: lastDay(lot) })} · {t('immunization.lot.left', { amount: `${showNumber(lot.level)} ${lot.unit}` })}
              </Text>
            )}
          </div>
        );
      }}
      nothingFoundMessage={t('immunization.lot.none')}
      error={props.error ?? stock.error?.sentence}
      data-autofocus
      data-testid="immunization-lot"
    />
  );
}

/** Writes down a vaccine that is given here, is known from elsewhere, or was not given. */
export function ImmunizationForm(props: { patientId: string; visitId: string | null; vaccine?: string; onDone: () => void }) {
  const { patientId, visitId, onDone } = props;
  const { time_zone: zone } = useSite();
  const give = useAct('encounters.give_immunization');
  const report = useAct('encounters.report_immunization');
  const notGiven = useAct('encounters.immunization_not_given');
  const [warned, setWarned] = useState<Failure | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<ImmunizationValues>(`immunization:${patientId}`, {
    blank: { ...blank, vaccine_text: props.vaccine ?? '' },
    validate: (values) => ({
      vaccine_text: values.vaccine_text.trim() === '' ? t('immunization.vaccine.missing') : null,
      lot_number: values.mode === 'give' && values.lot?.lot_number == null && values.lot_number.trim() === '' ? t('immunization.lot_number.missing') : null,
      lot_quantity: values.mode === 'give' && values.lot !== null && !((numberOrNull(values.lot_quantity) ?? 0) > 0) ? t('immunization.lot_quantity.missing') : null,
      expires_on: values.mode === 'give' ? dayTrouble(values.expires_on) : null,
      occurred_at: values.mode === 'give' ? clockTrouble(values.occurred_at) : null,
      reported_on: values.mode === 'report' ? dayTrouble(values.reported_on) : null,
      reason: values.mode === 'not_given' && values.reason.trim() === '' ? t('immunization.reason.missing') : null,
    }),
  });
  const { values } = form;
  // A warning is about the vaccine and the lot that it was given for.
  useEffect(() => setWarned(null), [values.mode, values.vaccine_text, values.lot?.id, values.lot_number, values.expires_on]);
  const chooseLot = (lot: Lot | null) =>
    form.setValues({
      lot,
      ...(lot ? { lot_number: lot.lot_number ?? '', expires_on: typedDate(lot.expires_on), ...(form.getValues().vaccine_text.trim() === '' ? { vaccine_text: lot.name } : {}) } : {}),
    });

  const submit = (accept_warnings: boolean) =>
    form.onSubmit((typed) => {
      refuse(null);
      const vaccine = { vaccine_text: typed.vaccine_text.trim(), code_system: null, code: null, dose_number: numberOrNull(typed.dose_number), series_text: orNull(typed.series_text) };
      const options = {
        onSuccess: () => {
          saved();
          notifications.show({ message: t(`immunization.done.${typed.mode}`, { vaccine: vaccine.vaccine_text }) });
          onDone();
        },
        onError: (failure: Failure) => {
          if (failure.code === 'warned') setWarned(failure);
          else refuse(typed.mode === 'report' && failure.field === 'occurred_at' ? new Failure(failure.code, failure.sentence, 'reported_on') : failure);
        },
      };
      if (typed.mode === 'report') {
        const day = parseDate(typed.reported_on);
        // The day is all that a card says; its noon stands for it.
        report.mutate({ patient_id: patientId, vaccine, occurred_at: day === null ? null : instantAt(day, '12:00', zone), source_text: orNull(typed.source_text), lot_number: orNull(typed.lot_number) }, options);
        return;
      }
      if (typed.mode === 'not_given') {
        notGiven.mutate({ patient_id: patientId, visit_id: visitId, vaccine, reason: typed.reason.trim() }, options);
        return;
      }
      const request: Given = {
        patient_id: patientId,
        visit_id: visitId,
        vaccine,
        occurred_at: clockMoment(typed.occurred_at, zone),
        manufacturer: orNull(typed.manufacturer),
        lot_number: typed.lot?.lot_number ?? typed.lot_number.trim(),
        expires_on: typed.lot ? typed.lot.expires_on : parseDate(typed.expires_on),
        ...(typed.lot ? { inventory_item_id: typed.lot.id, lot_quantity: numberOrNull(typed.lot_quantity) } : {}),
        dose_amount: numberOrNull(typed.dose_amount),
        dose_unit: numberOrNull(typed.dose_amount) === null ? null : orNull(typed.dose_unit),
        route: orNull(typed.route),
        body_site: orNull(typed.body_site),
        notes: orNull(typed.notes),
        accept_warnings,
      };
      give.mutate(request, options);
    })();
  const errorOf = (field: string) => (typeof form.errors[field] === 'string' ? form.errors[field] : null);
  return (
    <FormFrame
      {...draft}
      submitLabel={t(`immunization.submit.${values.mode}`)}
      pending={give.isPending || report.isPending || notGiven.isPending}
      warning={<AllTheSame failure={warned} action={t('immunization.anyway')} busy={give.isPending} onGoOn={() => submit(true)} testid="immunization-warned" actionTestid="immunization-anyway" />}
      onSubmit={() => submit(false)}
      onClose={onDone}
      testid="immunization"
    >
      <SegmentedControl fullWidth aria-label={t('immunization.mode')} value={values.mode} onChange={(mode) => form.setFieldValue('mode', mode)} data={(['give', 'report', 'not_given'] as const).map((value) => ({ value, label: t(`immunization.mode.${value}`) }))} />
      {values.mode === 'give' && (
        <Group gap="xs" align="flex-start" wrap="nowrap">
          <div style={{ flex: 1 }}>
            <LotChoice value={values.lot} onChange={chooseLot} error={errorOf('inventory_item_id')} />
          </div>
          {values.lot && <NumberInput hideControls w="8rem" label={t('immunization.lot_quantity')} description={values.lot.unit} min={0} data-testid="immunization-lot-quantity" {...form.getInputProps('lot_quantity')} />}
        </Group>
      )}
      <TextInput label={t('immunization.vaccine')} data-testid="immunization-vaccine" {...form.getInputProps('vaccine_text')} />
      <SimpleGrid cols={2} spacing="xs">
        <NumberInput hideControls label={t('immunization.dose_number')} min={1} max={99} allowDecimal={false} {...form.getInputProps('dose_number')} />
        <TextInput label={t('immunization.series')} placeholder={t('immunization.series.example')} {...form.getInputProps('series_text')} />
      </SimpleGrid>
      {values.mode === 'give' && (
        <>
          {values.lot?.lot_number == null && <TextInput label={t('immunization.lot_number')} data-testid="immunization-lot-number" {...form.getInputProps('lot_number')} />}
          <SimpleGrid cols={2} spacing="xs">
            {!values.lot && <TextInput label={t('immunization.expires')} placeholder={datePattern()} data-testid="immunization-expires" {...form.getInputProps('expires_on')} />}
            <TextInput label={t('immunization.manufacturer')} {...form.getInputProps('manufacturer')} />
            <NumberInput hideControls label={t('immunization.dose')} min={0} decimalScale={3} {...form.getInputProps('dose_amount')} />
            <TextInput label={t('immunization.dose_unit')} {...form.getInputProps('dose_unit')} />
            <Autocomplete label={t('medication.route')} data={routes} {...form.getInputProps('route')} />
            <TextInput label={t('immunization.body_site')} placeholder={t('immunization.body_site.example')} {...form.getInputProps('body_site')} />
            <TextInput label={t('immunization.given_at')} placeholder={t('vitals.measured_at.now')} {...form.getInputProps('occurred_at')} />
          </SimpleGrid>
          <Textarea label={t('immunization.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
        </>
      )}
      {values.mode === 'report' && (
        <>
          <TextInput label={t('immunization.reported_on')} description={t('immunization.reported_on.hint')} placeholder={datePattern()} data-testid="immunization-reported-on" {...form.getInputProps('reported_on')} />
          <TextInput label={t('immunization.source')} placeholder={t('immunization.source.example')} data-testid="immunization-source" {...form.getInputProps('source_text')} />
          <TextInput label={t('immunization.lot_number.known')} {...form.getInputProps('lot_number')} />
        </>
      )}
      {values.mode === 'not_given' && <Textarea label={t('immunization.reason')} autosize minRows={2} data-testid="immunization-reason" {...form.getInputProps('reason')} />}
    </FormFrame>
  );
}
