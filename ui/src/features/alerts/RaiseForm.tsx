import { Button, Checkbox, Group, Kbd, MultiSelect, Radio, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { AlertTemplate, PatientLine, ResponseOf } from '../../api/commands';
import { enumerations } from '../../api/generated';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { staffRoles } from '../../app/permissions';
import { useMay } from '../../app/session';
import { choose, windowSettings } from '../../app/windowSettings';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../shared/look/Note';
import { PatientPicker } from '../people/PatientPicker';
import classes from './Alerts.module.css';
import { Urgency, urgencies, urgencyWord } from './Urgency';
import { showList } from '../../shared/time/format';

const OTHER = 'other';
const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;
/** A scanner types many keys within this, a person presses one. */
const ALONE_MS = 80;

interface RaiseValues {
  template_id: string | null;
  kind: string | null;
  title: string;
  message: string;
  room: string;
  urgency: string | null;
  patient_ids: PatientLine | null;
  roles: string[];
}

interface Raised {
  title: string;
  answer: ResponseOf<'alerts.raise'>;
}

/** Waits a moment to see that the key came alone: a wristband scanned into the open window must not raise anything. */
function useAlone(): (run: () => void) => void {
  const last = useRef(Number.NEGATIVE_INFINITY);
  const together = useRef(false);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      window.clearTimeout(timer.current);
      together.current = event.timeStamp - last.current < ALONE_MS;
      last.current = event.timeStamp;
    };
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.clearTimeout(timer.current);
      window.removeEventListener('keydown', onKey, true);
    };
  }, []);
  return (run) => {
    if (!together.current) timer.current = window.setTimeout(run, ALONE_MS);
  };
}

/** What has happened, where and to whom. A template needs nothing else: its number raises it at once. */
export function RaiseForm(props: { onClose: () => void }) {
  const mayName = useMay('name_in_alerts');
  const raise = useAct('alerts.raise');
  const templates = useCommand('alerts.templates', {}, ['alert_templates']);
  const lines = templates.data ?? [];
  const [raised, setRaised] = useState<Raised | null>(null);
  const [kept, setKept] = useState(() => windowSettings().room ?? '');
  const alone = useAlone();
  const { form, saved, refuse, ...draft } = useDraftForm<RaiseValues>('raise-alert', {
    blank: { template_id: null, kind: null, title: '', message: '', room: kept, urgency: null, patient_ids: null, roles: [] },
  });
  const { values } = form;
  const other = values.template_id === OTHER;
  const template = lines.find((each) => each.id === values.template_id);
  const chosen = values.urgency ?? String(template?.urgency ?? 1);

  const send = (line: AlertTemplate | null) => {
    if (raise.isPending) return;
    const title = line ? line.title : values.title.trim();
    raise.mutate(
      {
        template_id: line?.id ?? null,
        kind: line ? null : values.kind,
        title: line ? null : title,
        message: orNull(values.message),
        room: orNull(values.room),
        urgency: values.urgency ? Number(values.urgency) : null,
        patient_ids: values.patient_ids ? [values.patient_ids.id] : null,
        roles: line ? null : values.roles,
      },
      {
        onSuccess: (answer) => {
          saved();
          setRaised({ title, answer });
        },
        onError: refuse,
      },
    );
  };
  const submit = () => {
    form.clearErrors();
    if (template) return send(template);
    if (!other) return form.setFieldError('template_id', t('alerts.raise.template.missing'));
    if (values.title.trim() === '') return form.setFieldError('title', t('alerts.raise.say.missing'));
    if (!values.kind) return form.setFieldError('kind', t('form.required'));
    send(null);
  };

  useShortcuts(
    DIGITS.slice(0, lines.length).map((keys, index) => ({
      keys,
      scope: 'dialog' as const,
      label: 'alerts.raise.number' as const,
      run: () => {
        const line = lines[index];
        if (line) alone(() => send(line));
      },
    })),
    raised === null,
  );

  if (raised) return <Out raised={raised} onClose={props.onClose} />;
  const keepRoom = (keep: boolean) => {
    const room = keep ? values.room.trim() : '';
    void choose({ room: room || null });
    setKept(room);
  };
  return (
    <FormFrame {...draft} submitLabel={t('alerts.raise.submit')} danger pending={raise.isPending} onSubmit={submit} onClose={props.onClose} testid="raise">
      <FailureNote failure={templates.error} />
      <Radio.Group label={t('alerts.raise.what')} description={t('alerts.raise.hint')} {...form.getInputProps('template_id')}>
        <div className={classes.templates}>
          {lines.map((line, index) => (
            <Radio.Card key={line.id} value={line.id} className={classes.template} data-autofocus={index === 0 || undefined} data-testid="raise-template">
              {DIGITS[index] ? <Kbd size="sm">{DIGITS[index]}</Kbd> : <span />}
              <Text size="sm" fw={580} className="any-script" flex={1}>
                {line.name}
              </Text>
              <Urgency urgency={line.urgency} wordOnly />
              <Radio.Indicator size="xs" />
            </Radio.Card>
          ))}
          <Radio.Card value={OTHER} className={classes.template} data-testid="raise-other">
            <span />
            <Text size="sm" flex={1}>
              {t('alerts.raise.other')}
            </Text>
            <Radio.Indicator size="xs" />
          </Radio.Card>
        </div>
      </Radio.Group>
      {other && (
        <>
          <Group grow align="flex-start">
            <TextInput label={t('alerts.raise.say')} maxLength={200} data-testid="raise-title" {...form.getInputProps('title')} />
            <Select label={t('alerts.raise.kind')} data={choices('alert_kind', enumerations.alert_kind)} searchable data-testid="raise-kind" {...form.getInputProps('kind')} />
          </Group>
          <MultiSelect
            label={t('alerts.raise.whom')}
            placeholder={values.roles.length === 0 ? t('alerts.raise.whom.all') : ''}
            data={choices('role', staffRoles)}
            clearable
            data-testid="raise-roles"
            {...form.getInputProps('roles')}
          />
        </>
      )}
      <Group grow align="flex-start">
        <div>
          <TextInput label={t('alerts.raise.room')} data-testid="raise-room" {...form.getInputProps('room')} />
          <Checkbox mt={6} size="xs" label={t('alerts.raise.room.keep')} checked={kept !== '' && kept === values.room.trim()} disabled={values.room.trim() === ''} onChange={(event) => keepRoom(event.currentTarget.checked)} data-testid="raise-room-keep" />
        </div>
        {mayName && <PatientPicker value={values.patient_ids} onChange={(patient) => form.setFieldValue('patient_ids', patient)} error={form.errors.patient_ids} testid="raise-patient" />}
      </Group>
      {(template || other) && (
        <div>
          <Text size="sm" fw={500} mb={4} id="raise-urgency">
            {t('alerts.raise.urgency')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby="raise-urgency"
            value={chosen}
            onChange={(value) => form.setFieldValue('urgency', value)}
            data={urgencies.map((value) => ({ value: String(value), label: `${value} ${urgencyWord(value)}` }))}
            data-testid="raise-urgency"
          />
          {form.errors.urgency && (
            <Text size="sm" c="red" role="alert">
              {form.errors.urgency}
            </Text>
          )}
        </div>
      )}
      <Textarea label={t('alerts.raise.message')} placeholder={template?.message ?? t('common.optional')} autosize minRows={1} data-testid="raise-message" {...form.getInputProps('message')} />
    </FormFrame>
  );
}

/** Whom it called, which is what one wants to know the moment after. */
function Out({ raised, onClose }: { raised: Raised; onClose: () => void }) {
  const navigate = useNavigate();
  const { called, rule, id } = raised.answer;
  useDialogKeys(onClose);
  return (
    <Stack gap="sm" data-testid="raise-out">
      <Note tone={called.length > 0 ? 'green' : 'red'}>
        <Text fw={620}>{t('alerts.raised', { title: raised.title })}</Text>
        {called.length === 0 && <Text size="sm">{t('alerts.raised.nobody')}</Text>}
      </Note>
      {called.length > 0 && (
        <div>
          <Text size="sm">{t(`alerts.rule.${rule}`)}</Text>
          <Text fw={580} className="any-script">
            {showList(called.map((person) => person.name))}
          </Text>
        </div>
      )}
      <Text size="sm" c="dimmed">
        {t('alerts.raised.wrong')}
      </Text>
      <Group justify="flex-end">
        <Button
          variant="default"
          onClick={() => {
            onClose();
            void navigate({ to: '/alerts', search: { alert: id } });
          }}
          data-testid="raise-follow"
        >
          {t('alerts.follow')}
        </Button>
        <Button onClick={onClose} autoFocus>
          {t('common.close')}
        </Button>
      </Group>
    </Stack>
  );
}
