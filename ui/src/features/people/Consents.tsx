import { Badge, Button, Drawer, Group, Radio, Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Chart, RequestOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { DayField } from '../../shared/forms/DayField';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { AddButton } from '../../shared/look/AddButton';
import { Panel } from '../../shared/look/Page';
import { showDate } from '../../shared/time/format';
import { ChartList, ChartRow } from './ChartList';

type Consent = Chart['consents'][number];
type Kind = RequestOf<'people.give_consent'>['kind'];

const kinds: readonly Kind[] = ['treatment', 'privacy', 'data_sharing', 'photography', 'telemedicine', 'research', 'advance_directive', 'other'];

function ConsentForm(props: { patientId: string; onDone: () => void }) {
  const { patientId, onDone } = props;
  const give = useAct('people.give_consent');
  const { form, answered, refuse, ...draft } = useDraftForm<{ kind: Kind; answer: string; wording: string; given_on: string; valid_until_on: string; given_by_name: string; notes: string }>(`consent:${patientId}`, {
    blank: { kind: 'treatment', answer: 'given', wording: '', given_on: '', valid_until_on: '', given_by_name: '', notes: '' },
    validate: (values) => ({ valid_until_on: values.given_on && values.valid_until_on && values.valid_until_on < values.given_on ? t('waiting.backwards') : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      give.mutate(
        {
          patient_id: patientId, kind: values.kind, refused: values.answer === 'refused', wording: orNull(values.wording), given_on: orNull(values.given_on), valid_until_on: orNull(values.valid_until_on), given_by_name: orNull(values.given_by_name), document_id: null,
          notes: orNull(values.notes),
        },
        answered(onDone),
      );
    })();
  return (
    <FormFrame {...draft} pending={give.isPending} onSubmit={submit} onClose={onDone} testid="consent">
      <Select label={t('consent.kind')} allowDeselect={false} data={choices('consent_kind', kinds)} {...form.getInputProps('kind')} data-testid="consent-kind" />
      <Radio.Group label={t('consent.answer')} {...form.getInputProps('answer')}>
        <Group mt={6}>
          <Radio value="given" label={t('consent.agrees')} />
          <Radio value="refused" label={t('consent.refuses')} data-testid="consent-refuses" />
        </Group>
      </Radio.Group>
      <Textarea label={t('consent.wording')} description={t('consent.wording.text')} autosize minRows={2} {...form.getInputProps('wording')} data-testid="consent-wording" />
      <SimpleGrid cols={2} spacing="xs">
        <DayField label={t('consent.on')} description={t('flag.started.text')} {...form.getInputProps('given_on')} />
        <DayField label={t('consent.until')} description={t('consent.until.text')} {...form.getInputProps('valid_until_on')} />
      </SimpleGrid>
      <TextInput label={t('consent.by')} description={t('consent.by.text')} {...form.getInputProps('given_by_name')} />
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

function Withdraw(props: { consent: Consent; onDone: () => void }) {
  const { consent, onDone } = props;
  const withdraw = useAct('people.withdraw_consent');
  return (
    <AskReason
      title={t('consent.withdraw.title', { kind: word('consent_kind', consent.kind) })}
      draft={`withdraw-consent:${consent.id}`}
      text={t('consent.withdraw.text')}
      label={t('consent.withdraw.notes')}
      optional
      field="notes"
      submit={t('consent.withdraw')}
      danger
      send={(notes) => withdraw.mutateAsync({ id: consent.id, version: consent.version, notes: orNull(notes) })}
      onClose={onDone}
      testid="consent-withdraw"
    />
  );
}

/** What the patient agreed to, refused, or took back. */
export function Consents(props: { patientId: string; consents: Chart['consents'] }) {
  const mayTake = useMay('take_consents');
  const mayWithdraw = useMay('withdraw_consents');
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Consent | null>(null);
  return (
    <Panel
      title={t('consent.title')}
      count={props.consents.length}
      flush
      testid="consents"
      actions={
        mayTake && <AddButton label={t('consent.add')} onClick={() => setAdding(true)} testid="consent-add" />
      }
    >
      <ChartList
        items={props.consents}
        shown={4}
        empty={t('consent.empty')}
        render={(consent) => (
          <ChartRow
            key={consent.id}
            testid="consent"
            side={
              mayWithdraw &&
              consent.status === 'given' && (
                <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('consent.withdraw.title', { kind: word('consent_kind', consent.kind) })} onClick={() => setEnding(consent)} data-testid="consent-withdraw">
                  {t('consent.withdraw')}
                </Button>
              )
            }
          >
            <Group gap={6}>
              <Text span size="sm" fw={550}>
                {word('consent_kind', consent.kind)}
              </Text>
              <Badge color={consent.holds ? 'green' : consent.status === 'refused' ? 'red' : 'gray'}>{consent.status === 'given' && !consent.holds ? t('policy.lapsed') : word('consent_status', consent.status)}</Badge>
            </Group>
            <Text size="sm" c="dimmed" className="any-script">
              {[showDate(consent.given_on), consent.valid_until_on && t('waiting.until', { until: showDate(consent.valid_until_on) }), consent.given_by_name && t('common.by', { name: consent.given_by_name }), consent.wording, consent.notes].filter(Boolean).join(' · ')}
            </Text>
          </ChartRow>
        )}
      />
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('consent.add')} size="28rem">
        {adding && <ConsentForm patientId={props.patientId} onDone={() => setAdding(false)} />}
      </Drawer>
      {ending && <Withdraw consent={ending} onDone={() => setEnding(null)} />}
    </Panel>
  );
}
