import { Button, Drawer, Group, Menu, Select, SimpleGrid, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconFlag, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Chart, RequestOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { DayField } from '../../shared/forms/DayField';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showDate } from '../../shared/time/format';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import classes from './ChartHeader.module.css';

type Flag = Chart['flags'][number];
type Asked = RequestOf<'people.set_flag'>;

const kinds: readonly Asked['kind'][] = ['infection', 'fall_risk', 'code_status', 'anticoagulation', 'implant', 'pregnancy', 'breastfeeding', 'behaviour', 'communication', 'other'];
const severities: readonly NonNullable<Asked['severity']>[] = ['danger', 'caution', 'info'];

function FlagForm(props: { patientId: string; onDone: () => void }) {
  const { patientId, onDone } = props;
  const set = useAct('people.set_flag');
  const { form, answered, ...draft } = useDraftForm<{ kind: Asked['kind']; text: string; severity: NonNullable<Asked['severity']>; started_on: string; ended_on: string; notes: string }>(`flag:${patientId}`, {
    blank: { kind: 'infection', text: '', severity: 'caution', started_on: '', ended_on: '', notes: '' },
    validate: (values) => ({
      text: values.text.trim() === '' ? t('flag.text.missing') : null,
      ended_on: values.started_on && values.ended_on && values.ended_on < values.started_on ? t('waiting.backwards') : null,
    }),
  });
  const submit = () =>
    form.onSubmit((values) =>
      set.mutate(
        { patient_id: patientId, kind: values.kind, text: values.text.trim(), severity: values.severity, started_on: orNull(values.started_on), ended_on: orNull(values.ended_on), notes: orNull(values.notes) },
        answered(onDone),
      ),
    )();
  return (
    <FormFrame {...draft} pending={set.isPending} onSubmit={submit} onClose={onDone} testid="flag">
      <Select label={t('flag.kind')} allowDeselect={false} data={choices('flag_kind', kinds)} {...form.getInputProps('kind')} data-testid="flag-kind" />
      <TextInput label={t('flag.text')} description={t('flag.text.text')} data-autofocus {...form.getInputProps('text')} data-testid="flag-text" />
      <Select label={t('flag.severity')} allowDeselect={false} data={choices('flag_severity', severities)} {...form.getInputProps('severity')} data-testid="flag-severity" />
      <SimpleGrid cols={2} spacing="xs">
        <DayField label={t('flag.started')} description={t('flag.started.text')} {...form.getInputProps('started_on')} />
        <DayField label={t('flag.until')} description={t('flag.until.text')} {...form.getInputProps('ended_on')} />
      </SimpleGrid>
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** What everybody must know before they touch the patient; beside the allergies, always in sight. */
export function Flags(props: { patientId: string; flags: Chart['flags'] }) {
  const { time_zone: zone } = useSite();
  const mayFlag = useMay('flag_patients');
  const end = useAct('people.end_flag');
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Flag | null>(null);
  const today = dateAt(nowMicros(), zone);
  const close = () => {
    end.reset();
    setEnding(null);
  };
  if (props.flags.length === 0 && !mayFlag) return null;
  const chip = (flag: Flag, may: boolean) => {
    const Icon = flag.severity === 'danger' || flag.severity === 'caution' ? IconAlertTriangle : IconInfoCircle;
    return (
      <UnstyledButton key={flag.id} className={classes.flag} data-severity={flag.severity ?? 'info'} disabled={!may} title={[word('flag_severity', flag.severity), flag.notes].filter(Boolean).join(' · ')} data-testid="flag">
        <Icon size={15} aria-hidden />
        <span className="any-script">
          <b>{word('flag_kind', flag.kind)}</b> · {flag.text}
          {flag.severity === 'danger' && ` · ${t('criticality_short.high')}`}
          {flag.ended_on && ` · ${flag.ended_on === today ? t('flag.ends_today') : t('waiting.until', { until: showDate(flag.ended_on) })}`}
        </span>
      </UnstyledButton>
    );
  };
  return (
    <Group gap={6} className={classes.allergies} data-testid="flags">
      {props.flags.map((flag) =>
        mayFlag && flag.ended_on !== today ? (
          <Menu key={flag.id}>
            <Menu.Target>{chip(flag, true)}</Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setEnding(flag)} data-testid="flag-end">
                {t('flag.end')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        ) : (
          chip(flag, false)
        ),
      )}
      {mayFlag && (
        <Button variant="subtle" size="compact-sm" leftSection={<IconFlag size={15} />} onClick={() => setAdding(true)} data-testid="flag-add">
          {t('flag.add')}
        </Button>
      )}
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('flag.add')} size="28rem">
        {adding && <FlagForm patientId={props.patientId} onDone={() => setAdding(false)} />}
      </Drawer>
      <AskOnce
        opened={ending !== null}
        title={ending ? t('flag.end.title', { flag: `${word('flag_kind', ending.kind)} · ${ending.text}` }) : ''}
        text={t('flag.end.text')}
        action={t('flag.end')}
        failure={end.error}
        busy={end.isPending}
        onConfirm={() => ending && end.mutate({ id: ending.id, version: ending.version }, { onSuccess: close })}
        onClose={close}
        testid="ask-once"
      />
    </Group>
  );
}
