import { Button, Checkbox, Group, Pill, Select, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { LabTestRow } from '../../api/commands';
import { enumerations } from '../../api/generated';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import classes from './OrderTestsForm.module.css';

interface Chosen {
  id: string;
  /** What tells one test from another; a test has a row for each range. */
  key: string;
  name: string;
  panel_name: string | null;
  specimen_kind: string | null;
}

interface OrderValues {
  lab_test_ids: Chosen[];
  other_tests: string[];
  priority: string;
  reason: string;
  notes: string;
}

/** A row for each test, whichever range comes first: the clinic finds the one that holds for the patient. */
function testsOf(rows: readonly LabTestRow[]): Chosen[] {
  const byKey = new Map<string, Chosen>();
  for (const row of rows) {
    const key = row.code === null ? `name:${row.name.toLocaleLowerCase()}` : `${row.code_system ?? ''}:${row.code}`;
    if (!byKey.has(key)) byKey.set(key, { id: row.id, key, name: row.name, panel_name: row.panel_name, specimen_kind: row.specimen_kind });
  }
  return [...byKey.values()];
}

/** Orders tests from one specimen: from the list, by panel, or by a name that the list does not know. */
export function OrderTestsForm(props: { patientId: string; visitId: string | null; onDone: () => void }) {
  const order = useAct('encounters.order_tests');
  const [search, setSearch] = useState('');
  const query = search.trim();
  // The list is read whole: a panel is only told from a part of it where all its tests are known.
  const listed = useCommand('encounters.lab_tests', { query: null, with_retired: false }, ['lab_tests']);
  const { form, saved, refuse, ...draft } = useDraftForm<OrderValues>(`order-tests:${props.patientId}`, {
    blank: { lab_test_ids: [], other_tests: [], priority: 'routine', reason: '', notes: '' },
    validate: (values) => ({ lab_test_ids: values.lab_test_ids.length + values.other_tests.length === 0 ? t('order_tests.none_chosen') : null }),
  });
  const chosen = form.values.lab_test_ids;
  const isChosen = (test: Chosen) => chosen.some((each) => each.key === test.key);
  const set = (tests: Chosen[]) => form.setFieldValue('lab_test_ids', tests);
  const toggle = (test: Chosen) => set(isChosen(test) ? chosen.filter((each) => each.key !== test.key) : [...chosen, test]);
  const all = testsOf(listed.data ?? []);
  const words = query.toLocaleLowerCase();
  const tests = all.filter((test) => words === '' || [test.name, test.panel_name ?? ''].some((text) => text.toLocaleLowerCase().includes(words)) || test.key.toLocaleLowerCase().endsWith(`:${words}`));
  const panels = [...new Set(tests.map((test) => test.panel_name).filter((name) => name !== null))];
  const ofPanel = (name: string) => all.filter((test) => test.panel_name === name);
  const specimens = [...new Set(chosen.map((test) => test.specimen_kind).filter((kind) => kind !== null))];

  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      // An order is named after a panel only where it is the whole panel and nothing else.
      const panel = values.lab_test_ids[0]?.panel_name ?? null;
      const whole = panel !== null && values.other_tests.length === 0 && values.lab_test_ids.every((test) => test.panel_name === panel) && ofPanel(panel).every(isChosen);
      order.mutate(
        {
          patient_id: props.patientId,
          visit_id: props.visitId,
          panel_name: whole ? panel : null,
          lab_test_ids: values.lab_test_ids.map((test) => test.id),
          other_tests: values.other_tests,
          priority: values.priority,
          reason: orNull(values.reason),
          notes: orNull(values.notes),
        },
        {
          onSuccess: ({ lab_result_ids }) => {
            saved();
            notifications.show({ message: t('order_tests.done', { count: lab_result_ids.length }) });
            props.onDone();
          },
          onError: refuse,
        },
      );
    })();

  return (
    <FormFrame {...draft} submitLabel={t('order_tests.submit', { count: chosen.length + form.values.other_tests.length })} pending={order.isPending} banner={draft.banner ?? listed.error} onSubmit={submit} onClose={props.onDone} testid="order-tests">
      <TextInput label={t('order_tests.find')} placeholder={t('order_tests.find.example')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-autofocus data-testid="order-tests-find" />
      {chosen.length > 0 && (
        <Group gap={6} aria-label={t('order_tests.chosen')} role="group" data-testid="order-tests-chosen">
          {chosen.map((test) => (
            <Pill key={test.key} withRemoveButton onRemove={() => toggle(test)} removeButtonProps={{ 'aria-label': t('order_tests.drop', { test: test.name }), tabIndex: 0 }}>
              {test.name}
            </Pill>
          ))}
        </Group>
      )}
      {specimens.length > 1 && (
        <Text size="sm" c="var(--hf-amber)" role="status">
          {t('order_tests.specimens', { kinds: specimens.map((kind) => word('specimen_kind', kind)).join(', ') })}
        </Text>
      )}
      <div className={classes.list} role="group" aria-label={t('order_tests.list')} data-testid="order-tests-list">
        {panels.map((name) => {
          const whole = ofPanel(name);
          const count = whole.filter(isChosen).length;
          return (
            <Checkbox
              key={name}
              className={classes.panel ?? ''}
              label={t('order_tests.panel', { name, count: whole.length })}
              checked={count === whole.length}
              indeterminate={count > 0 && count < whole.length}
              onChange={() => set(count === whole.length ? chosen.filter((each) => each.panel_name !== name) : [...chosen, ...whole.filter((test) => !isChosen(test))])}
            />
          );
        })}
        {tests.map((test) => (
          <Checkbox
            key={test.key}
            label={
              <>
                {test.name}{' '}
                <Text span size="xs" c="dimmed">
                  {word('specimen_kind', test.specimen_kind)}
                </Text>
              </>
            }
            checked={isChosen(test)} onChange={() => toggle(test)} data-testid="order-tests-one" />
        ))}
        {listed.data && tests.length === 0 && (
          <Stack gap={4} align="flex-start">
            <Text size="sm" c="dimmed">
              {t(query === '' ? 'order_tests.list.empty' : 'order_tests.list.nothing')}
            </Text>
            {query !== '' && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  form.setFieldValue('other_tests', [...form.values.other_tests, query]);
                  setSearch('');
                }}
                data-testid="order-tests-other-typed"
              >
                {t('order_tests.take_typed', { name: query })}
              </Button>
            )}
          </Stack>
        )}
      </div>
      {form.errors.lab_test_ids && (
        <Text size="sm" c="var(--hf-red)" role="alert" data-testid="order-tests-refused">
          {form.errors.lab_test_ids}
        </Text>
      )}
      <TagsInput label={t('order_tests.other')} description={t('order_tests.other.hint')} clearable data-testid="order-tests-other" {...form.getInputProps('other_tests')} />
      <Select label={t('order_tests.priority')} allowDeselect={false} data={choices('order_priority', enumerations.order_priority)} data-testid="order-tests-priority" {...form.getInputProps('priority')} />
      <Textarea label={t('order_tests.reason')} autosize minRows={1} data-testid="order-tests-reason" {...form.getInputProps('reason')} />
      <Textarea label={t('order_tests.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}
