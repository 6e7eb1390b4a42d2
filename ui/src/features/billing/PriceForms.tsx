import { Group, Select, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import type { Price, SiteLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { moneyText, parseMoney, showMoney } from '../../shared/money';
import { showDate } from '../../shared/time/format';
import { addDays } from '../../shared/time/siteTime';

interface AddValues {
  site_id: string;
  description: string;
  code: string;
  code_system: string;
  unit_price_minor: string;
  valid_from_on: string | null;
  valid_until_on: string | null;
}

/** A price that was not there before. */
export function AddPriceForm(props: { sites: readonly SiteLine[]; today: string; onDone: () => void }) {
  const own = useSite();
  const act = useAct('billing.add_price');
  const currencyOf = (site: string) => props.sites.find((each) => each.id === site)?.currency ?? own.currency;
  const { form, answered, ...draft } = useDraftForm<AddValues>('price-add', {
    blank: { site_id: '', description: '', code: '', code_system: '', unit_price_minor: '', valid_from_on: props.today, valid_until_on: null },
    validate: (values) => ({
      ...(values.description.trim() === '' ? { description: t('prices.description.missing') } : {}),
      ...(parseMoney(values.unit_price_minor, currencyOf(values.site_id)) === null ? { unit_price_minor: t('billing.amount.wrong') } : {}),
      ...(values.valid_from_on === null ? { valid_from_on: t('form.required') } : {}),
      ...(values.valid_from_on !== null && values.valid_until_on !== null && values.valid_until_on < values.valid_from_on ? { valid_until_on: t('prices.until.wrong') } : {}),
    }),
  });
  const currency = currencyOf(form.values.site_id);
  const submit = () =>
    form.onSubmit((values) =>
      act.mutate(
        {
          site_id: values.site_id === '' ? null : values.site_id,
          description: values.description.trim(),
          code: orNull(values.code),
          code_system: orNull(values.code) === null ? null : orNull(values.code_system),
          unit_price_minor: parseMoney(values.unit_price_minor, currencyOf(values.site_id)) ?? 0,
          currency: currencyOf(values.site_id),
          valid_from_on: values.valid_from_on ?? props.today,
          valid_until_on: values.valid_until_on,
        },
        answered(props.onDone),
      ),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('prices.add.submit')} pending={act.isPending} onSubmit={submit} onClose={props.onDone} testid="price-add">
      <TextInput label={t('prices.description')} data-autofocus data-testid="price-description" {...form.getInputProps('description')} />
      <TextInput label={t('billing.price', { currency })} inputMode="decimal" data-testid="price-amount" {...form.getInputProps('unit_price_minor')} />
      {props.sites.length > 1 && (
        <Select label={t('accounts.site')} data={[{ value: '', label: t('accounts.all_sites') }, ...props.sites.map((site) => ({ value: site.id, label: site.name }))]} allowDeselect={false} {...form.getInputProps('site_id')} />
      )}
      <Group grow align="flex-start">
        <TextInput label={t('prices.code')} description={t('prices.code.text')} inputWrapperOrder={['label', 'input', 'description', 'error']} data-testid="price-code" {...form.getInputProps('code')} />
        <TextInput label={t('prices.code_system')} description={t('prices.code_system.text')} inputWrapperOrder={['label', 'input', 'description', 'error']} {...form.getInputProps('code_system')} />
      </Group>
      <Group grow align="flex-start">
        <DatePickerInput label={t('prices.from')} valueFormatter={() => showDate(form.values.valid_from_on)} {...form.getInputProps('valid_from_on')} />
        <DatePickerInput label={t('prices.until')} clearable placeholder={t('prices.until.open')} valueFormatter={() => showDate(form.values.valid_until_on)} {...form.getInputProps('valid_until_on')} />
      </Group>
    </FormFrame>
  );
}

interface Props {
  price: Price;
  today: string;
  onDone: () => void;
}

/** Another price for the same thing. The old one ends on the day before. */
export function ReplacePriceForm({ price, today, onDone }: Props) {
  const { currency } = price;
  const act = useAct('billing.replace_price');
  // The old price keeps at least its first day, on which it may have been asked.
  const earliest = addDays(price.valid_from_on, 1);
  const { form, answered, ...draft } = useDraftForm<{ unit_price_minor: string; valid_from_on: string | null }>(`price-replace:${price.id}`, {
    blank: { unit_price_minor: moneyText(price.unit_price_minor, currency), valid_from_on: today > earliest ? today : earliest },
    validate: ({ unit_price_minor, valid_from_on }) => ({
      ...(parseMoney(unit_price_minor, currency) === null ? { unit_price_minor: t('billing.amount.wrong') } : {}),
      ...(valid_from_on === null ? { valid_from_on: t('form.required') } : {}),
    }),
  });
  const submit = () =>
    form.onSubmit(({ unit_price_minor, valid_from_on }) =>
      act.mutate(
        { id: price.id, version: price.version, unit_price_minor: parseMoney(unit_price_minor, currency) ?? 0, valid_from_on: valid_from_on ?? today },
        answered(onDone),
      ),
    )();
  return (
    <FormFrame {...draft} submitLabel={t('prices.replace.submit')} pending={act.isPending} onSubmit={submit} onClose={onDone} testid="price-replace">
      <Text size="sm">{t('prices.replace.text', { price: price.description, amount: showMoney(price.unit_price_minor, currency), from: showDate(price.valid_from_on) })}</Text>
      <Group grow align="flex-start">
        <TextInput label={t('billing.price', { currency })} inputMode="decimal" data-autofocus data-testid="price-amount" {...form.getInputProps('unit_price_minor')} />
        <DatePickerInput label={t('prices.from')} minDate={earliest} valueFormatter={() => showDate(form.values.valid_from_on)} {...form.getInputProps('valid_from_on')} />
      </Group>
    </FormFrame>
  );
}

/** The last day of a price; one that has not begun yet is withdrawn. */
export function EndPriceForm({ price, today, onDone }: Props) {
  const act = useAct('billing.end_price');
  const begun = price.valid_from_on <= today;
  const { form, answered, ...draft } = useDraftForm<{ valid_until_on: string | null }>(`price-end:${price.id}`, {
    blank: { valid_until_on: begun ? today : addDays(price.valid_from_on, -1) },
    validate: ({ valid_until_on }) => (valid_until_on === null ? { valid_until_on: t('form.required') } : {}),
  });
  const submit = () =>
    form.onSubmit(({ valid_until_on }) =>
      act.mutate({ id: price.id, version: price.version, valid_until_on: valid_until_on ?? today }, answered(onDone)),
    )();
  return (
    <FormFrame {...draft} submitLabel={t(begun ? 'prices.end' : 'prices.withdraw')} danger pending={act.isPending} onSubmit={submit} onClose={onDone} testid="price-end">
      <Text size="sm">
        {begun
          ? t('prices.end.text', { price: price.description, amount: showMoney(price.unit_price_minor, price.currency) })
          : t('prices.withdraw.text', { price: price.description, amount: showMoney(price.unit_price_minor, price.currency), from: showDate(price.valid_from_on) })}
      </Text>
      {begun && <DatePickerInput label={t('prices.until')} minDate={price.valid_from_on} valueFormatter={() => showDate(form.values.valid_until_on)} data-autofocus {...form.getInputProps('valid_until_on')} />}
    </FormFrame>
  );
}
