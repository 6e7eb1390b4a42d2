import { Button, Modal, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
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
  return (
    <FormFrame banner={add.error?.field && add.error.field in form.values ? null : add.error} pending={add.isPending} onSubmit={submit} onClose={props.onClose} testid="identifier">
      <SimpleGrid cols={2}>
        <Select label={t('identifier.kind')} data={kinds.map((value) => ({ value, label: t(`identifier_kind.${value}`) }))} allowDeselect={false} {...form.getInputProps('kind')} data-testid="identifier-kind" />
        <TextInput label={t('identifier.value')} data-autofocus {...form.getInputProps('value')} data-testid="identifier-value" />
      </SimpleGrid>
      <TextInput label={t('identifier.assigner')} {...form.getInputProps('assigner')} />
    </FormFrame>
  );
}

function RemoveIdentifier(props: { identifier: Identifier; onClose: () => void }) {
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
  return (
    <AskOnce opened title={t('identifier.remove.title', { kind: kindOf(identifier), value: identifier.value })} text={t('identifier.remove.text')} action={t('identifier.remove')} failure={remove.error} busy={remove.isPending} onConfirm={submit} onClose={props.onClose} testid="identifier-remove" />
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
        mayKeep && <AddButton label={t('identifier.add')} onClick={() => setAdding(true)} testid="identifier-add" />
      }
    >
      <FailureNote failure={known.error} />
      {known.data && identifiers.length === 0 && <Quiet>{t('identifier.none')}</Quiet>}
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
      {removing && <RemoveIdentifier identifier={removing} onClose={() => setRemoving(null)} />}
    </Panel>
  );
}
