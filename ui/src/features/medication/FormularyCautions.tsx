import { Badge, Button, Checkbox, Drawer, Group, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { ChartRow } from '../people/ChartList';

type Caution = ResponseOf<'medication.cautions'>[number];
type Details = RequestOf<'medication.add_caution'>;

const kinds: readonly Details['kind'][] = ['interaction', 'allergy', 'pregnancy', 'breastfeeding'];
const severities: readonly Details['severity'][] = ['contraindicated', 'major', 'moderate', 'minor'];
const colours: Record<Caution['severity'], string> = { contraindicated: 'red', major: 'orange', moderate: 'gray', minor: 'gray' };

/** Between two, or of one medicine in a state of the patient. */
function isBetween(kind: Details['kind']): boolean {
  return kind === 'interaction' || kind === 'allergy';
}

function CautionForm(props: { caution: Caution | null; onDone: () => void }) {
  const { caution, onDone } = props;
  const add = useAct('medication.add_caution');
  const update = useAct('medication.update_caution');
  const { form, answered, refuse, ...draft } = useDraftForm<{ kind: Details['kind']; first_name: string; second_name: string; severity: Details['severity']; sentence: string; source_text: string }>(caution ? `caution:${caution.id}:${caution.version}` : 'caution', {
    blank: {
      kind: caution?.kind ?? 'interaction', first_name: caution?.first_name ?? '', second_name: caution && isBetween(caution.kind) ? caution.second_name : '', severity: caution?.severity ?? 'major', sentence: caution?.sentence ?? '', source_text: caution?.source_text ?? '',
    },
    validate: (values) => ({
      first_name: needed(values.first_name),
      second_name: isBetween(values.kind) ? needed(values.second_name) : null,
      sentence: values.sentence.trim() === '' ? t('caution.sentence.missing') : null,
    }),
  });
  const { kind } = form.getValues();
  const submit = () =>
    form.onSubmit((values) => {
      const written: Details = { kind: values.kind, first_name: values.first_name.trim(), second_name: isBetween(values.kind) ? values.second_name.trim() : null, severity: values.severity, sentence: values.sentence.trim(), source_text: orNull(values.source_text) };
      const after = answered(onDone);
      refuse(null);
      if (caution) update.mutate({ id: caution.id, version: caution.version, is_active: caution.is_active, ...written }, after);
      else add.mutate(written, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="caution">
      <SimpleGrid cols={2} spacing="xs">
        <Select label={t('caution.kind')} allowDeselect={false} data={choices('caution_kind', kinds)} {...form.getInputProps('kind')} data-testid="caution-kind" />
        <Select label={t('caution.severity')} allowDeselect={false} data={choices('caution_severity', severities)} {...form.getInputProps('severity')} data-testid="caution-severity" />
      </SimpleGrid>
      <TextInput label={t('caution.first')} description={t('caution.name.text')} data-autofocus {...form.getInputProps('first_name')} data-testid="caution-first" />
      {isBetween(kind) && <TextInput label={t(kind === 'allergy' ? 'caution.allergic_to' : 'caution.second')} {...form.getInputProps('second_name')} data-testid="caution-second" />}
      <Textarea label={t('caution.sentence')} description={t('caution.sentence.text')} autosize minRows={2} {...form.getInputProps('sentence')} data-testid="caution-sentence" />
      <TextInput label={t('caution.source')} {...form.getInputProps('source_text')} />
    </FormFrame>
  );
}

/** What a prescription is checked against. */
export function FormularyCautions() {
  const mayAdd = useMay('add_to_formulary');
  const mayKeep = useMay('keep_formulary');
  const [query, setQuery] = useState('');
  const [retired, setRetired] = useState(false);
  const cautions = useCommand('medication.cautions', { query: orNull(query), retired }, ['medication_cautions'], { keepPrevious: true });
  const retire = useAct('medication.retire_caution');
  const update = useAct('medication.update_caution');
  const [open, setOpen] = useState<{ what: 'form'; caution: Caution | null } | { what: 'retire'; caution: Caution } | null>(null);
  const done = () => {
    retire.reset();
    setOpen(null);
  };
  const again = ({ id, version, kind, first_name, second_name, severity, sentence, source_text }: Caution) => update.mutate({ id, version, is_active: true, kind, first_name, second_name: isBetween(kind) ? second_name : null, severity, sentence, source_text });
  const pair = (caution: Caution) => [caution.first_name, isBetween(caution.kind) ? caution.second_name : word('caution_kind', caution.kind)].join(' + ');
  const rows = cautions.data ?? [];
  useShortcuts(mayAdd ? [{ keys: 'F8', scope: 'screen', label: 'caution.add', run: () => setOpen({ what: 'form', caution: null }) }] : []);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group>
          <TextInput w="22rem" leftSection={<IconSearch size={16} />} aria-label={t('caution.search')} placeholder={t('caution.search')} value={query} onChange={(event) => setQuery(event.currentTarget.value)} data-testid="caution-search" />
          <Checkbox label={t('caution.retired')} checked={retired} onChange={(event) => setRetired(event.currentTarget.checked)} />
        </Group>
        {mayAdd && (
          <Button leftSection={<IconPlus size={17} />} onClick={() => setOpen({ what: 'form', caution: null })} data-testid="caution-add">
            {t('caution.add')}
          </Button>
        )}
      </Group>
      <FailureNote failure={cautions.error ?? update.error} />
      <Panel flush>
        {cautions.data && rows.length === 0 && <Teach icon={<IconAlertTriangle size={46} stroke={1.3} />} title={t(query ? 'formulary.nothing' : 'caution.empty')} text={t(query ? 'formulary.nothing.text' : 'caution.empty.text')} />}
        {rows.map((caution) => (
          <ChartRow
            key={caution.id}
            testid="caution"
            side={
              mayKeep && (
                <Group gap={2} wrap="nowrap">
                  <Button size="compact-sm" variant="subtle" aria-label={t('formulary.change', { name: pair(caution) })} onClick={() => setOpen({ what: 'form', caution })} data-testid="caution-change">
                    {t('common.change')}
                  </Button>
                  {caution.is_active ? (
                    <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('caution.retire.title', { pair: pair(caution) })} onClick={() => setOpen({ what: 'retire', caution })} data-testid="caution-retire">
                      {t('caution.retire')}
                    </Button>
                  ) : (
                    <Button size="compact-sm" variant="subtle" aria-label={t('caution.again.of', { pair: pair(caution) })} loading={update.isPending} onClick={() => again(caution)} data-testid="caution-again">
                      {t('caution.again')}
                    </Button>
                  )}
                </Group>
              )
            }
          >
            <Group gap={6}>
              <Text span fw={550}>
                {pair(caution)}
              </Text>
              <Badge color={colours[caution.severity]}>{word('caution_severity', caution.severity)}</Badge>
              {isBetween(caution.kind) && (
                <Text span size="sm" c="dimmed">
                  {word('caution_kind', caution.kind)}
                </Text>
              )}
              {!caution.is_active && <Badge color="gray">{t('caution.off')}</Badge>}
            </Group>
            <Text size="sm" className="any-script">
              {say(caution.sentence)}
            </Text>
            {caution.source_text && (
              <Text size="xs" c="dimmed">
                {caution.source_text}
              </Text>
            )}
          </ChartRow>
        ))}
      </Panel>
      <Drawer opened={open?.what === 'form'} onClose={done} title={open?.what === 'form' && open.caution ? t('formulary.change', { name: pair(open.caution) }) : t('caution.add')} size="32rem">
        {open?.what === 'form' && <CautionForm caution={open.caution} onDone={done} />}
      </Drawer>
      <AskOnce
        opened={open?.what === 'retire'}
        title={open?.what === 'retire' ? t('caution.retire.title', { pair: pair(open.caution) }) : ''}
        text={t('caution.retire.text')}
        action={t('caution.retire')}
        failure={retire.error}
        busy={retire.isPending}
        onConfirm={() => open?.what === 'retire' && retire.mutate({ id: open.caution.id, version: open.caution.version }, { onSuccess: done })}
        onClose={done}
        testid="ask-once"
      />
    </Stack>
  );
}
