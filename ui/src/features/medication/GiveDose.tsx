import { Autocomplete, NumberInput, SegmentedControl, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { PatientLine, RequestOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { choices } from '../../shared/forms/choices';
import { clockMoment, clockTrouble } from '../../shared/forms/clock';
import { FormFrame } from '../../shared/forms/FormFrame';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { lastDay, lotName } from './lots';
import { routes, showMoment, units, type GivenDose } from './medicineWords';
import { Warnings } from './Warnings';

type Outcome = RequestOf<'medication.administer'>['status'];

/** The dose that is written down; without an item it was not prescribed. */
export interface DoseToGive {
  item_id: string | null;
  medication_text: string;
  dosage: string;
  last_given_at: number | null;
  /** Whether it was taken in, at least in part, or not at all. */
  kind: 'given' | 'left_out';
}

interface Values {
  medication_text: string;
  status: Outcome;
  dose_amount: number | string;
  dose_unit: string;
  route: string;
  given_at: string;
  status_reason: string;
  body_site: string;
  inventory_item_id: string | null;
  lot_quantity: number | string;
  notes: string;
}

interface Props {
  patient: PatientLine;
  visitId: string | null;
  dose: DoseToGive;
  /** What was given of it last, which is proposed again. */
  before: GivenDose | null;
  onDone: () => void;
}

/** A dose that was given, or left out with the reason; what speaks against it is read first. */
export function GiveDose({ patient, visitId, dose, before, onDone }: Props) {
  const { time_zone: zone } = useSite();
  const administer = useAct('medication.administer');
  // A warning is of what was sent: whoever changes that has read nothing of it yet.
  const [warning, setWarning] = useState<{ failure: Failure; of: Values } | null>(null);
  const [reason, setReason] = useState('');
  const seesStock = useMay('see_stock');
  const given = dose.kind === 'given';
  const { form, saved, refuse, ...draft } = useDraftForm<Values>(`give:${patient.id}:${dose.item_id ?? 'unprescribed'}:${dose.kind}`, {
    blank: {
      medication_text: '', status: given ? 'given' : 'refused', dose_amount: given ? (before?.dose_amount ?? '') : '', dose_unit: given ? (before?.dose_unit ?? '') : '', route: given ? (before?.route ?? '') : '', given_at: '', status_reason: '', body_site: '',
      inventory_item_id: null, lot_quantity: '', notes: '',
    },
    validate: (values) => ({
      medication_text: dose.item_id === null && values.medication_text.trim() === '' ? t('medication.text.missing') : null,
      dose_amount: given && values.status === 'partial' && numberOrNull(values.dose_amount) === null ? t('medication.amount.missing') : null,
      dose_unit: numberOrNull(values.dose_amount) !== null && values.dose_unit.trim() === '' ? t('dose.unit.missing') : null,
      given_at: clockTrouble(values.given_at),
      status_reason: values.status !== 'given' && values.status_reason.trim() === '' ? t('dose.reason.missing') : null,
      lot_quantity: values.inventory_item_id !== null && numberOrNull(values.lot_quantity) === null ? t('dose.lot_quantity.missing') : null,
    }),
  });
  const { values } = form;
  const warned = warning !== null && warning.of === values ? warning.failure : null;
  const medicine = dose.item_id === null ? values.medication_text.trim() : dose.medication_text;
  const [typed] = useDebouncedValue(medicine, 120);
  const suggested = useCommand('medication.suggest', { query: typed }, ['prescription_items'], { enabled: dose.item_id === null && typed.length > 1, keepPrevious: true });
  const check = useCommand('medication.check', { patient_id: patient.id, medication_text: typed }, ['patient_allergies', 'prescription_items'], { enabled: dose.item_id === null && typed.length > 2 });
  // Lots are kept under the medicine's whole name, prescriptions often name less: the first word is in both.
  const word = typed.split(/\s+/)[0] ?? '';
  const stock = useCommand('medication.stock', { query: word, expiring_within_days: null, retired: false }, ['inventory_items', 'inventory_movements'], { enabled: given && seesStock && word.length > 2, keepPrevious: true });
  const lots = (stock.data?.lots ?? []).filter((lot) => !lot.expired && lot.level > 0);
  const lot = lots.find((each) => each.id === values.inventory_item_id);

  const submit = (accept_warnings: boolean) =>
    form.onSubmit((typedIn) => {
      setWarning(null);
      refuse(null);
      administer.mutate(
        {
          patient_id: patient.id,
          visit_id: visitId,
          prescription_item_id: dose.item_id,
          medication_text: dose.item_id === null ? orNull(typedIn.medication_text) : null,
          status: typedIn.status,
          status_reason: typedIn.status === 'given' ? null : orNull(typedIn.status_reason),
          dose_amount: given ? numberOrNull(typedIn.dose_amount) : null,
          dose_unit: given && numberOrNull(typedIn.dose_amount) !== null ? orNull(typedIn.dose_unit) : null,
          route: given ? orNull(typedIn.route) : null,
          body_site: given ? orNull(typedIn.body_site) : null,
          given_at: clockMoment(typedIn.given_at, zone),
          inventory_item_id: given ? typedIn.inventory_item_id : null,
          lot_quantity: given && typedIn.inventory_item_id !== null ? numberOrNull(typedIn.lot_quantity) : null,
          notes: orNull(typedIn.notes),
          accept_warnings,
          accept_reason: accept_warnings ? orNull(reason) : null,
        },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t(given ? 'dose.done.given' : 'dose.done.left_out', { medicine, patient: patient.display_name }) });
            onDone();
          },
          onError: (failure) => (failure.code === 'warned' || failure.code === 'reason_needed' ? setWarning({ failure, of: form.getValues() }) : refuse(failure)),
        },
      );
    })();

  return (
    <FormFrame
      {...draft}
      submitLabel={t(given ? 'dose.submit.given' : 'dose.submit.left_out')}
      pending={administer.isPending}
      // A dose as prescribed takes one key: whoever opened this has read what is above.
      {...(given && dose.item_id !== null ? { focusOn: 'submit' as const } : {})}
      warning={
        <AllTheSame failure={warned} action={t('dose.all_the_same')} grave busy={administer.isPending} onGoOn={() => submit(true)} testid="give-warned" actionTestid="give-accept">
          {warned?.code === 'reason_needed' && <Textarea mt="xs" label={t('dose.all_the_same.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} autosize autoFocus data-testid="give-accept-reason" />}
        </AllTheSame>
      }
      onSubmit={() => submit(false)}
      onClose={onDone}
      testid="give"
    >
      <Stack gap={2}>
        <Text fw={620} className="any-script">
          {patient.display_name}
        </Text>
        {dose.item_id === null ? (
          <Text size="sm" c="dimmed">
            {t('dose.unprescribed.text')}
          </Text>
        ) : (
          // A line of its own: beside words of the other direction the amount would leave its unit.
          <div data-testid="give-dosage">
            <Text size="sm" c="dimmed">
              {t('dose.as_prescribed')}
            </Text>
            <Text fw={560} className="any-script">
              {dose.dosage}
            </Text>
          </div>
        )}
        {dose.last_given_at !== null && (
          <Text size="sm" c="dimmed">
            {t('dose.given_before', { when: showMoment(dose.last_given_at, zone) })}
          </Text>
        )}
      </Stack>
      {dose.item_id === null && <Autocomplete label={t('medication.text')} placeholder={t('medication.text.example')} data={[...new Set(suggested.data ?? [])]} filter={({ options }) => options} data-autofocus data-testid="give-medicine" {...form.getInputProps('medication_text')} />}
      {check.data && check.data.warnings.length > 0 && <Warnings warnings={check.data.warnings} />}
      <SegmentedControl fullWidth aria-label={t('dose.outcome')} data={choices<Outcome>('dose_outcome', given ? ['given', 'partial'] : ['refused', 'withheld'])} data-testid="give-outcome" {...form.getInputProps('status')} />
      {values.status !== 'given' && <Textarea label={t(`dose.reason.${values.status}`)} autosize minRows={1} data-autofocus={!given || undefined} data-testid="give-reason" {...form.getInputProps('status_reason')} />}
      {given && (
        <SimpleGrid cols={2} spacing="sm">
          <NumberInput label={t('medication.amount')} placeholder={t('dose.amount.text')} hideControls allowNegative={false} decimalScale={3} data-testid="give-amount" {...form.getInputProps('dose_amount')} />
          <Autocomplete label={t('medication.unit')} data={units} data-testid="give-unit" {...form.getInputProps('dose_unit')} />
          <Autocomplete label={t('medication.route')} data={routes} data-testid="give-route" {...form.getInputProps('route')} />
          <TextInput label={t('dose.body_site')} data-testid="give-body-site" {...form.getInputProps('body_site')} />
        </SimpleGrid>
      )}
      <TextInput label={t('dose.when')} placeholder={t('vitals.measured_at.now')} maw="12rem" data-testid="give-when" {...form.getInputProps('given_at')} />
      {given && lots.length > 0 && (
        <SimpleGrid cols={lot ? 2 : 1} spacing="sm">
          <Select
            label={t('dose.lot')}
            placeholder={t('dose.lot.none')}
            clearable
            searchable
            data={lots.map((each) => ({ value: each.id, label: [lotName(each), each.name, lastDay(each)].filter(Boolean).join(' · ') }))}
            data-testid="give-lot"
            {...form.getInputProps('inventory_item_id')}
          />
          {lot && <NumberInput label={t('dose.lot_quantity', { unit: lot.unit })} hideControls allowNegative={false} decimalScale={3} data-testid="give-lot-quantity" {...form.getInputProps('lot_quantity')} />}
        </SimpleGrid>
      )}
      <Textarea label={t('dose.notes')} autosize minRows={1} data-testid="give-notes" {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
