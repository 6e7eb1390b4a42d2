import { Badge, Button, Drawer, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconAlertTriangle, IconBuilding, IconClockPause, IconFlag, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PatientLine, WaitingLine } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Quiet, Teach } from '../../shared/look/Page';
import { showDate, showDay, showDayAndTime, showShortDate } from '../../shared/time/format';
import { ChartRow } from '../people/ChartList';
import { patientFacts } from '../people/patientFacts';
import { PatientPicker } from '../people/PatientPicker';
import { kindChoices, priorityChoices } from './choices';
import { OfferForm } from './OfferForm';

const TABLES = ['waitlist_entries', 'patients', 'appointments'] as const;

function wantedText(from: string | null, until: string | null): string | null {
  if (from && until) return t('waiting.between', { from: showDate(from), until: showDate(until) });
  if (from) return t('waiting.from', { from: showDate(from) });
  return until ? t('waiting.until', { until: showDate(until) }) : null;
}

interface AddValues {
  patient: PatientLine | null;
  site_id: string | null;
  practitioner_id: string | null;
  kind: string;
  priority: string;
  reason: string;
  wanted_from_on: string;
  wanted_until_on: string;
  wanted_times: string;
}

function AddForm(props: { onDone: () => void }) {
  const here = useSite();
  const sites = useCommand('organization.sites', {}, ['sites']);
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const add = useAct('scheduling.add_to_waitlist');
  const ask = useAct('scheduling.ask_branch');
  const { form, answered, refuse, ...draft } = useDraftForm<AddValues>('waiting', {
    blank: { patient: null, site_id: here.id, practitioner_id: null, kind: 'consultation', priority: 'medium', reason: '', wanted_from_on: '', wanted_until_on: '', wanted_times: '' },
    validate: (values) => ({
      patient: values.patient ? null : t('book.patient.missing'),
      wanted_until_on: values.wanted_from_on && values.wanted_until_on && values.wanted_until_on < values.wanted_from_on ? t('waiting.backwards') : null,
    }),
  });
  const values = form.getValues();
  const submit = () =>
    form.onSubmit((filled) => {
      if (!filled.patient) return;
      const request = {
        patient_id: filled.patient.id, practitioner_id: filled.practitioner_id, department_id: null, kind: filled.kind, priority: filled.priority, reason: orNull(filled.reason),
        wanted_from_on: filled.wanted_from_on || null, wanted_until_on: filled.wanted_until_on || null, wanted_times: orNull(filled.wanted_times),
      };
      const after = answered(props.onDone);
      refuse(null);
      if (filled.site_id && filled.site_id !== here.id) ask.mutate({ site_id: filled.site_id, ...request }, after);
      else add.mutate(request, after);
    })();
  const places = (sites.data ?? []).filter((site) => site.is_active && site.id !== here.id).map((site) => ({ value: site.id, label: site.name }));
  return (
    <FormFrame {...draft} pending={add.isPending || ask.isPending} onSubmit={submit} onClose={props.onDone} testid="waiting">
      <PatientPicker value={values.patient} onChange={(patient) => form.setFieldValue('patient', patient)} error={form.errors.patient} autoFocus testid="waiting-patient" />
      {places.length > 0 && <Select label={t('waiting.site')} description={t('waiting.site.text')} allowDeselect={false} data={[{ value: here.id, label: t('waiting.site.here', { site: here.name }) }, ...places]} data-testid="waiting-site" {...form.getInputProps('site_id')} />}
      <Select label={t('waiting.doctor')} placeholder={t('waiting.any_doctor')} clearable searchable data={(practitioners.data ?? []).map((each) => ({ value: each.id, label: each.display_name }))} {...form.getInputProps('practitioner_id')} />
      <SimpleGrid cols={2} spacing="xs">
        <Select label={t('book.kind')} data={kindChoices()} allowDeselect={false} {...form.getInputProps('kind')} />
        <Select label={t('book.priority')} data={priorityChoices()} allowDeselect={false} {...form.getInputProps('priority')} />
        <DatePickerInput label={t('waiting.wanted_from')} clearable valueFormatter={() => (values.wanted_from_on ? showShortDate(values.wanted_from_on) : '')} {...form.getInputProps('wanted_from_on')} value={values.wanted_from_on || null} />
        <DatePickerInput label={t('waiting.wanted_until')} clearable valueFormatter={() => (values.wanted_until_on ? showShortDate(values.wanted_until_on) : '')} {...form.getInputProps('wanted_until_on')} value={values.wanted_until_on || null} />
      </SimpleGrid>
      <TextInput label={t('waiting.wanted_times')} description={t('waiting.wanted_times.text')} {...form.getInputProps('wanted_times')} />
      <TextInput label={t('book.reason')} data-testid="waiting-reason" {...form.getInputProps('reason')} />
    </FormFrame>
  );
}

function EndWaiting(props: { line: WaitingLine; onDone: () => void }) {
  const { line, onDone } = props;
  const end = useAct('scheduling.cancel_waiting');
  return (
    <AskReason
      title={t('waiting.end.title', { name: line.patient.display_name })}
      draft={`end-waiting:${line.id}`}
      text={t('waiting.end.text')}
      label={t('waiting.end.reason')}
      {...(line.asked_from ? { description: t('waiting.end.reason.branch') } : {})}
      optional
      submit={t('waiting.end')}
      leave={t('common.cancel')}
      danger
      send={(reason) => end.mutateAsync({ id: line.id, version: line.version, reason: orNull(reason) })}
      onClose={onDone}
      testid="waiting-end"
    />
  );
}

function WaitingRow(props: { line: WaitingLine; may: boolean; onOffer: () => void; onEnd: () => void }) {
  const { line, may } = props;
  const { time_zone: zone } = useSite();
  const accept = useAct('scheduling.accept_offer');
  const decline = useAct('scheduling.decline_offer');
  const { offer } = line;
  return (
    <ChartRow
      testid="waiting"
      side={
        may && (
          <Group gap={4} wrap="nowrap">
            {offer ? (
              <>
                <Button size="compact-sm" loading={accept.isPending} onClick={() => accept.mutate({ id: line.id, version: line.version, practitioner_id: offer.practitioner_id, starts_at: offer.starts_at, ends_at: offer.ends_at, room: null })} data-testid="waiting-takes">
                  {t('waiting.takes')}
                </Button>
                <Button size="compact-sm" variant="default" loading={decline.isPending} onClick={() => decline.mutate({ id: line.id, version: line.version })} data-testid="waiting-declines">
                  {t('waiting.declines')}
                </Button>
              </>
            ) : (
              <Button size="compact-sm" onClick={props.onOffer} data-testid="waiting-offer">
                {t('waiting.offer')}
              </Button>
            )}
            <Button size="compact-sm" variant="subtle" color="red" onClick={props.onEnd} data-testid="waiting-end">
              {t('waiting.end')}
            </Button>
          </Group>
        )
      }
    >
      <Group gap="xs">
        <Link className="text-link any-script" to="/patients/$patientId" params={{ patientId: line.patient.id }}>
          {line.patient.display_name}
        </Link>
        <Text span size="sm" c="dimmed">
          {patientFacts(line.patient)}
        </Text>
        {(line.priority === 'high' || line.priority === 'urgent') && (
          <Badge color={line.priority === 'urgent' ? 'red' : 'orange'} leftSection={<IconFlag size={12} />}>
            {word('priority', line.priority)}
          </Badge>
        )}
        {line.asked_from && (
          <Badge color="gray" leftSection={<IconBuilding size={12} />}>
            {t('waiting.asked_from', { site: line.asked_from })}
          </Badge>
        )}
        {line.is_over && (
          <Badge color="orange" leftSection={<IconAlertTriangle size={12} />}>
            {t('waiting.over')}
          </Badge>
        )}
      </Group>
      <Text span size="sm" display="block" className="any-script">
        {[
          word('appointment_kind', line.kind), line.practitioner ? t('waiting.with', { name: line.practitioner }) : t('waiting.any_doctor'), wantedText(line.wanted_from_on, line.wanted_until_on), line.wanted_times, line.reason,
          t('waiting.since', { when: showDay(line.waiting_since, zone) }),
        ].filter(Boolean).join(' · ')}
      </Text>
      {offer && (
        <Text span size="sm" display="block" fw={570}>
          {t('waiting.offered', { when: showDayAndTime(offer.starts_at, zone), name: offer.practitioner ?? t('common.unknown'), until: showDayAndTime(offer.until, zone) })}
        </Text>
      )}
      <FailureNote failure={accept.error ?? decline.error} />
    </ChartRow>
  );
}

function Asked() {
  const { time_zone: zone } = useSite();
  const asked = useCommand('scheduling.asked_of_branches', {}, TABLES);
  const lines = asked.data ?? [];
  return (
    <Panel title={t('asked.title')} count={lines.filter((line) => line.status === 'waiting' || line.status === 'offered').length} flush testid="asked-of-branches">
      <FailureNote failure={asked.error} />
      {asked.data && lines.length === 0 && <Quiet>{t('asked.empty')}</Quiet>}
      {lines.map((line) => (
        <ChartRow key={line.id} testid="asked" side={t('waiting.since', { when: showDay(line.asked_at, zone) })}>
          <Group gap="xs">
            <Link className="text-link any-script" to="/patients/$patientId" params={{ patientId: line.patient.id }}>
              {line.patient.display_name}
            </Link>
            <Badge color={line.status === 'booked' ? 'green' : line.status === 'cancelled' || line.status === 'expired' ? 'orange' : 'gray'}>{word('waitlist_status', line.status)}</Badge>
            <Text span size="sm" c="dimmed">
              {[line.site, word('appointment_kind', line.kind), wantedText(line.wanted_from_on, line.wanted_until_on), line.reason].filter(Boolean).join(' · ')}
            </Text>
          </Group>
          {(line.starts_at !== null || line.end_reason) && (
            <Text span size="sm" display="block" fw={570} className="any-script">
              {line.starts_at !== null ? t('asked.booked', { when: showDayAndTime(line.starts_at, zone), name: line.practitioner ?? t('common.unknown') }) : line.end_reason}
            </Text>
          )}
        </ChartRow>
      ))}
    </Panel>
  );
}

/** Those who wait for a time here, and what was asked of other branches. */
export function WaitingPage() {
  const may = useMay('book');
  const waitlist = useCommand('scheduling.waitlist', {}, TABLES);
  const expire = useAct('scheduling.expire_waiting');
  const [open, setOpen] = useState<{ what: 'add' } | { what: 'offer' | 'end'; line: WaitingLine } | null>(null);
  const done = () => setOpen(null);
  const lines = waitlist.data ?? [];
  const over = lines.filter((line) => line.is_over).length;
  useShortcuts(may ? [{ keys: 'F8', scope: 'screen', label: 'waiting.add', run: () => setOpen({ what: 'add' }) }] : []);
  return (
    <Page
      title={t('waiting.title')}
      width="76rem"
      testid="waitlist"
      actions={
        may && (
          <>
            {over > 0 && (
              <Button variant="default" loading={expire.isPending} onClick={() => expire.mutate({})} data-testid="waiting-clean">
                {t('waiting.clean', { count: over })}
              </Button>
            )}
            <Button leftSection={<IconPlus size={17} />} onClick={() => setOpen({ what: 'add' })} data-testid="waiting-add">
              {t('waiting.add')}
            </Button>
          </>
        )
      }
    >
      <Stack gap="md">
        <FailureNote failure={waitlist.error ?? expire.error} />
        <Panel title={t('waiting.here')} count={lines.length} flush>
          {waitlist.data && lines.length === 0 && <Teach icon={<IconClockPause size={46} stroke={1.3} />} title={t('waiting.empty')} text={t('waiting.empty.text')} />}
          {lines.map((line) => (
            <WaitingRow key={line.id} line={line} may={may} onOffer={() => setOpen({ what: 'offer', line })} onEnd={() => setOpen({ what: 'end', line })} />
          ))}
        </Panel>
        <Asked />
      </Stack>
      <Drawer opened={open?.what === 'add'} onClose={done} title={t('waiting.add')} size="30rem">
        {open?.what === 'add' && <AddForm onDone={done} />}
      </Drawer>
      <Drawer opened={open?.what === 'offer'} onClose={done} title={open?.what === 'offer' ? t('waiting.offer.title', { name: open.line.patient.display_name }) : ''} size="30rem">
        {open?.what === 'offer' && <OfferForm line={open.line} onDone={done} />}
      </Drawer>
      {open?.what === 'end' && <EndWaiting line={open.line} onDone={done} />}
    </Page>
  );
}
