import { Button, Checkbox, Drawer, Group, SimpleGrid, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { IconPill, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { ChartRow } from '../people/ChartList';

type Medicine = ResponseOf<'medication.medicines'>[number];
type Details = RequestOf<'medication.add_medicine'>;

/** As many as the clinic answers at a time. */
const PAGE = 200;

function detailsOf(medicine: Medicine): Details {
  const { name, strength, form, unit, code_system, code, ingredients, classes, default_dose_text, notes } = medicine;
  return { name, strength, form, unit, code_system, code, ingredients, classes, default_dose_text, notes };
}

const texts = ['strength', 'form', 'unit', 'code_system', 'code', 'default_dose_text', 'notes'] as const;
type Values = { name: string; ingredients: string[]; classes: string[] } & Record<(typeof texts)[number], string>;

function MedicineForm(props: { medicine: Medicine | null; onDone: () => void }) {
  const { medicine, onDone } = props;
  const add = useAct('medication.add_medicine');
  const update = useAct('medication.update_medicine');
  const { form, answered, refuse, ...draft } = useDraftForm<Values>(medicine ? `medicine:${medicine.id}:${medicine.version}` : 'medicine', {
    blank: {
      name: medicine?.name ?? '', strength: medicine?.strength ?? '', form: medicine?.form ?? '', unit: medicine?.unit ?? '', code_system: medicine?.code_system ?? '', code: medicine?.code ?? '', default_dose_text: medicine?.default_dose_text ?? '', notes: medicine?.notes ?? '',
      ingredients: medicine?.ingredients ?? [], classes: medicine?.classes ?? [],
    },
    validate: (values) => ({ name: values.name.trim() === '' ? t('formulary.name.missing') : null, ingredients: values.ingredients.length === 0 ? t('formulary.ingredients.missing') : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const written: Details = {
        name: values.name.trim(), strength: orNull(values.strength), form: orNull(values.form), unit: orNull(values.unit), code_system: orNull(values.code_system), code: orNull(values.code), ingredients: values.ingredients, classes: values.classes, default_dose_text: orNull(values.default_dose_text),
        notes: orNull(values.notes),
      };
      const after = answered(onDone);
      refuse(null);
      if (medicine) update.mutate({ id: medicine.id, version: medicine.version, is_active: medicine.is_active, ...written }, after);
      else add.mutate(written, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="medicine">
      <TextInput label={t('formulary.name')} data-autofocus {...form.getInputProps('name')} data-testid="medicine-name" />
      <SimpleGrid cols={3} spacing="xs">
        <TextInput label={t('formulary.strength')} placeholder="500 mg" {...form.getInputProps('strength')} data-testid="medicine-strength" />
        <TextInput label={t('formulary.form')} {...form.getInputProps('form')} />
        <TextInput label={t('formulary.unit')} {...form.getInputProps('unit')} />
      </SimpleGrid>
      <TagsInput label={t('formulary.ingredients')} description={t('formulary.ingredients.text')} acceptValueOnBlur {...form.getInputProps('ingredients')} data-testid="medicine-ingredients" />
      <TagsInput label={t('formulary.classes')} description={t('formulary.classes.text')} acceptValueOnBlur {...form.getInputProps('classes')} />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('formulary.code')} {...form.getInputProps('code')} />
        <TextInput label={t('lab_test.code_system')} placeholder="http://www.whocc.no/atc" {...form.getInputProps('code_system')} />
      </SimpleGrid>
      <TextInput label={t('formulary.dose')} description={t('formulary.dose.text')} {...form.getInputProps('default_dose_text')} />
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

interface RowsProps {
  query: string | null;
  retired: boolean;
  after: string | null;
  isLast: boolean;
  onMore: (after: string) => void;
  onChange: (medicine: Medicine) => void;
  onRetire: (medicine: Medicine) => void;
}

/** One stretch of the list, by name. */
function Rows({ query, retired, after, isLast, onMore, onChange, onRetire }: RowsProps) {
  const mayKeep = useMay('keep_formulary');
  const medicines = useCommand('medication.medicines', { query, after, retired }, ['medications'], { keepPrevious: true });
  const update = useAct('medication.update_medicine');
  const rows = medicines.data ?? [];
  const last = rows.at(-1);
  return (
    <>
      <FailureNote failure={medicines.error ?? update.error} />
      {medicines.data && rows.length === 0 && after === null && <Teach icon={<IconPill size={46} stroke={1.3} />} title={t(query || retired ? 'formulary.nothing' : 'formulary.empty')} text={t(query || retired ? 'formulary.nothing.text' : 'formulary.empty.text')} />}
      {rows.map((medicine) => (
        <ChartRow
          key={medicine.id}
          testid="medicine-of-list"
          side={
            mayKeep && (
              <Group gap={2} wrap="nowrap">
                <Button size="compact-sm" variant="subtle" aria-label={t('formulary.change', { name: medicine.label })} onClick={() => onChange(medicine)} data-testid="medicine-change">
                  {t('common.change')}
                </Button>
                {medicine.is_active ? (
                  <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('formulary.retire.title', { name: medicine.label })} onClick={() => onRetire(medicine)} data-testid="medicine-retire">
                    {t('lab_test.retire')}
                  </Button>
                ) : (
                  <Button size="compact-sm" variant="subtle" aria-label={t('formulary.again.of', { name: medicine.label })} loading={update.isPending} onClick={() => update.mutate({ id: medicine.id, version: medicine.version, is_active: true, ...detailsOf(medicine) })} data-testid="medicine-again">
                    {t('formulary.again')}
                  </Button>
                )}
              </Group>
            )
          }
        >
          <Text span fw={550} className="any-script">
            {medicine.label}
          </Text>
          <Text size="sm" c="dimmed" className="any-script">
            {[medicine.ingredients.join(', '), medicine.classes.join(', '), medicine.code, medicine.default_dose_text].filter(Boolean).join(' · ')}
          </Text>
        </ChartRow>
      ))}
      {isLast && rows.length === PAGE && last && (
        <Button variant="subtle" size="compact-sm" m={8} onClick={() => onMore(last.id)} data-testid="formulary-more">
          {t('formulary.more')}
        </Button>
      )}
    </>
  );
}

/** Medicines that are offered when one prescribes. */
export function FormularyMedicines() {
  const mayAdd = useMay('add_to_formulary');
  const retire = useAct('medication.retire_medicine');
  const [query, setQuery] = useState('');
  const [retired, setRetired] = useState(false);
  const [afters, setAfters] = useState<readonly (string | null)[]>([null]);
  const [open, setOpen] = useState<{ what: 'form'; medicine: Medicine | null } | { what: 'retire'; medicine: Medicine } | null>(null);
  const done = () => {
    retire.reset();
    setOpen(null);
  };
  useShortcuts(mayAdd ? [{ keys: 'F8', scope: 'screen', label: 'formulary.add', run: () => setOpen({ what: 'form', medicine: null }) }] : []);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group>
          <TextInput
            w="22rem"
            leftSection={<IconSearch size={16} />}
            aria-label={t('formulary.search')}
            placeholder={t('formulary.search')}
            disabled={retired}
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
              setAfters([null]);
            }}
            data-testid="formulary-search"
          />
          <Checkbox
            label={t('formulary.retired')}
            checked={retired}
            onChange={(event) => {
              setRetired(event.currentTarget.checked);
              setQuery('');
              setAfters([null]);
            }}
            data-testid="formulary-retired"
          />
        </Group>
        {mayAdd && (
          <Button leftSection={<IconPlus size={17} />} onClick={() => setOpen({ what: 'form', medicine: null })} data-testid="medicine-add">
            {t('formulary.add')}
          </Button>
        )}
      </Group>
      <Panel flush>
        {afters.map((after, index) => (
          <Rows key={after ?? ''} query={orNull(query)} retired={retired} after={after} isLast={index === afters.length - 1} onMore={(next) => setAfters([...afters, next])} onChange={(medicine) => setOpen({ what: 'form', medicine })} onRetire={(medicine) => setOpen({ what: 'retire', medicine })} />
        ))}
      </Panel>
      <Drawer opened={open?.what === 'form'} onClose={done} title={open?.what === 'form' && open.medicine ? t('formulary.change', { name: open.medicine.label }) : t('formulary.add')} size="34rem">
        {open?.what === 'form' && <MedicineForm medicine={open.medicine} onDone={done} />}
      </Drawer>
      <AskOnce
        opened={open?.what === 'retire'}
        title={open?.what === 'retire' ? t('formulary.retire.title', { name: open.medicine.label }) : ''}
        text={t('formulary.retire.text')}
        action={t('lab_test.retire')}
        failure={retire.error}
        busy={retire.isPending}
        onConfirm={() => open?.what === 'retire' && retire.mutate({ id: open.medicine.id, version: open.medicine.version }, { onSuccess: done })}
        onClose={done}
        testid="ask-once"
      />
    </Stack>
  );
}
