import { Button, Group, Modal, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { orNull } from '../../shared/forms/text';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDate } from '../../shared/time/format';
import { ChartRow } from './ChartList';

type Identifier = ResponseOf<'people.identifiers'>['identifiers'][number];
type Kind = RequestOf<'people.add_identifier'>['kind'];

const kinds: readonly Kind[] = ['national_id', 'passport', 'social_security', 'drivers_license', 'insurance_member', 'mrn', 'patient_number', 'account_number', 'visit_number', 'other'];

function kindOf(identifier: Identifier): string {
  return identifier.kind_text ?? word('identifier_kind', identifier.kind ?? 'other');
}

function AddForm(props: { patientId: string; onClose: () => void }) {
  const add = useAct('people.add_identifier');
  const form = useForm<{ kind: Kind; value: string; assigner: string }>({
    initialValues: { kind: 'national_id', value: '', assigner: '' },
    validate: { value: (value) => (value.trim() === '' ? t('identifier.value.missing') : null) },
  });
  const submit = () =>
    form.onSubmit(({ kind, value, assigner }) =>
      add.mutate(
        { patient_id: props.patientId, kind, value: value.trim(), system: null, assigner: orNull(assigner), valid_from_on: null, valid_until_on: null },
        {
          onSuccess: props.onClose,
          onError: (failure) => {
            if (failure.field && failure.field in form.getValues()) form.setFieldError(failure.field, failure.sentence);
          },
        },
      ),
    )();
  useDialogKeys(props.onClose, submit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid="identifier-form"
    >
      <Stack gap="sm">
        <SimpleGrid cols={2}>
          <Select label={t('identifier.kind')} data={kinds.map((value) => ({ value, label: t(`identifier_kind.${value}`) }))} allowDeselect={false} {...form.getInputProps('kind')} data-testid="identifier-kind" />
          <TextInput label={t('identifier.value')} data-autofocus {...form.getInputProps('value')} data-testid="identifier-value" />
        </SimpleGrid>
        <TextInput label={t('identifier.assigner')} {...form.getInputProps('assigner')} />
        <FailureNote failure={add.error?.field && add.error.field in form.values ? null : add.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={add.isPending} data-testid="identifier-submit">
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RemoveForm(props: { identifier: Identifier; onClose: () => void }) {
  const { identifier } = props;
  const remove = useAct('people.remove_identifier');
  const submit = () =>
    remove.mutate(
      { id: identifier.id, version: identifier.version },
      {
        onSuccess: () => {
          notifications.show({ message: t('identifier.removed', { kind: kindOf(identifier), value: identifier.value }) });
          props.onClose();
        },
      },
    );
  useDialogKeys(props.onClose, submit);
  return (
    <Stack>
      <Text size="sm">{t('identifier.remove.text')}</Text>
      <FailureNote failure={remove.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {t('common.close')}
        </Button>
        <Button color="red" loading={remove.isPending} onClick={submit} data-testid="identifier-remove-submit">
          {t('identifier.remove')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Numbers that others know the patient by: passport, insurer, another clinic. */
export function Identifiers(props: { patientId: string }) {
  const { patientId } = props;
  const known = useCommand('people.identifiers', { patient_id: patientId }, ['patient_identifiers']);
  const mayKeep = useMay('register_patients');
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Identifier | null>(null);
  const identifiers = known.data?.identifiers ?? [];
  return (
    <Panel
      title={t('identifier.title')}
      count={identifiers.length}
      flush
      testid="identifiers"
      actions={
        mayKeep && (
          <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)} data-testid="identifier-add">
            {t('identifier.add')}
          </Button>
        )
      }
    >
      <FailureNote failure={known.error} />
      {known.data && identifiers.length === 0 && (
        <Text size="sm" c="dimmed" p="sm" px="md">
          {t('identifier.none')}
        </Text>
      )}
      {identifiers.map((each) => (
        <ChartRow
          key={each.id}
          testid="identifier"
          side={
            mayKeep && (
              <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconTrash size={15} />} onClick={() => setRemoving(each)} data-testid="identifier-remove">
                {t('identifier.remove')}
              </Button>
            )
          }
        >
          <Text span size="sm" c="dimmed">
            {kindOf(each)}
          </Text>{' '}
          <Text span fw={560} className="numbers">
            {each.value}
          </Text>
          <Text size="xs" c="dimmed" className="any-script">
            {[each.assigner, each.valid_until_on && t('identifier.valid_until', { date: showDate(each.valid_until_on) })].filter(Boolean).join(' · ')}
          </Text>
        </ChartRow>
      ))}
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('identifier.add')}>
        {adding && <AddForm patientId={patientId} onClose={() => setAdding(false)} />}
      </Modal>
      <Modal opened={removing !== null} onClose={() => setRemoving(null)} title={removing ? t('identifier.remove.title', { kind: kindOf(removing), value: removing.value }) : ''}>
        {removing && <RemoveForm identifier={removing} onClose={() => setRemoving(null)} />}
      </Modal>
    </Panel>
  );
}
