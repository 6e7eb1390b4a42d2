import { Badge, Button, Group, NumberInput, Select, SimpleGrid, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { DayField } from '../../shared/forms/DayField';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { numberOrNull, orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { AddButton } from '../../shared/look/AddButton';
import { Facts } from '../../shared/look/Facts';
import { FailureNote, Note } from '../../shared/look/Note';
import { showDate, showDayAndTime, showNumber } from '../../shared/time/format';
import { instantAt } from '../../shared/time/siteTime';
import { parseClock } from '../../shared/time/typed';
import { ChartList, ChartRow } from '../people/ChartList';
import { bedName } from './bedWords';
import type { Resource } from './ResourceForm';

const kinds = ['service', 'fault', 'repair', 'check', 'use'] as const;

function EventForm(props: { resource: Resource; onDone: () => void }) {
  const { resource, onDone } = props;
  const { time_zone: zone } = useSite();
  const record = useAct('place.record_resource_event');
  const { form, saved, refuse, ...draft } = useDraftForm<{ kind: string; occurred_at: string; clock: string; hours_used: number | string; notes: string }>(`resource-event:${resource.id}`, {
    blank: { kind: 'service', occurred_at: '', clock: '', hours_used: '', notes: '' },
    validate: (values) => ({
      occurred_at: values.clock.trim() !== '' && !values.occurred_at ? t('death.day.missing') : null,
      clock: values.occurred_at && parseClock(values.clock) === null ? t('resource.event.clock.missing') : null,
      hours_used: values.kind === 'use' && numberOrNull(values.hours_used) === null ? t('resource.event.hours.missing') : null,
    }),
  });
  const { kind } = form.getValues();
  const submit = () =>
    form.onSubmit((values) => {
      const clock = parseClock(values.clock);
      refuse(null);
      record.mutate(
        { resource_id: resource.id, kind: values.kind, occurred_at: values.occurred_at && clock ? instantAt(values.occurred_at, clock, zone) : null, hours_used: values.kind === 'use' ? numberOrNull(values.hours_used) : null, notes: orNull(values.notes) },
        {
          onSuccess: ({ bookings_ahead }) => {
            saved();
            if (values.kind === 'fault' && bookings_ahead > 0) notifications.show({ color: 'orange', message: t('resource.event.ahead', { count: bookings_ahead }) });
            onDone();
          },
          onError: refuse,
        },
      );
    })();
  return (
    <FormFrame {...draft} pending={record.isPending} onSubmit={submit} onClose={onDone} testid="resource-event">
      <Select label={t('resource.event.what')} allowDeselect={false} data={choices('resource_event', kinds)} {...form.getInputProps('kind')} data-testid="resource-event-kind" />
      {kind === 'fault' && <Note tone="amber">{t('machine.report.text')}</Note>}
      {kind === 'use' && <NumberInput label={t('resource.event.hours')} min={0} {...form.getInputProps('hours_used')} data-testid="resource-event-hours" />}
      <SimpleGrid cols={2} spacing="xs">
        <DayField label={t('resource.event.day')} description={t('resource.event.now')} {...form.getInputProps('occurred_at')} />
        <TextInput label={t('book.clock')} description={t('resource.event.now')} placeholder="9:30" {...form.getInputProps('clock')} data-testid="resource-event-clock" />
      </SimpleGrid>
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} data-testid="resource-event-notes" />
    </FormFrame>
  );
}

/** When it should be serviced next, why, and by which method that was worked out. */
function Outlook(props: { resource: Resource }) {
  const shown = useCommand('place.predictive_maintenance', { resource_id: props.resource.id }, ['resources', 'resource_events', 'appointment_resources']);
  const maintenance = shown.data?.maintenance;
  return (
    <Stack gap={6} data-testid="resource-outlook">
      <Title order={3} size="h5">
        {t('resource.service')}
      </Title>
      <FailureNote failure={shown.error} />
      {shown.data && !maintenance && (
        <Text size="sm" c="dimmed">
          {t('resource.service.unknown')}
        </Text>
      )}
      {maintenance && (
        <>
          {maintenance.is_overdue ? <Note tone="amber">{t('resource.overdue', { when: showDate(maintenance.due_on) })}</Note> : <Text fw={560}>{t('resource.due', { when: showDate(maintenance.due_on) })}</Text>}
          {maintenance.reasons.map((reason) => (
            <Text key={reason} size="sm">
              {reason}
            </Text>
          ))}
          <Facts
            rows={[
              [t('resource.mtbf'), maintenance.mtbf_days === null ? null : t('resource.mtbf.days', { days: showNumber(maintenance.mtbf_days, 0) })],
              [t('resource.fault_soon'), maintenance.fault_in_30_days === null ? null : `${showNumber(maintenance.fault_in_30_days * 100, 0)} %`],
            ]}
          />
          <Text size="xs" c="dimmed">
            {say(maintenance.method.name)} {maintenance.method.version}. {maintenance.method.source}. {say(maintenance.method.limits)}
          </Text>
        </>
      )}
    </Stack>
  );
}

/** One room or machine: whether it works, what happened to it, when it is due. */
export function ResourceDetails(props: { resource: Resource; onChange: (said: string) => void; onRetire: () => void; onClose: () => void }) {
  const { resource } = props;
  const { time_zone: zone } = useSite();
  const mayKeep = useMay('keep_machines');
  const mayRecord = useMay('record_machines');
  const events = useCommand('place.resource_events', { resource_id: resource.id }, ['resource_events', 'users']);
  const [adding, setAdding] = useState(false);
  // A fault shows as out of order without anybody having said so of the machine; saying it now would outlast the repair.
  const last = [...(events.data ?? [])].filter((each) => ['fault', 'repair', 'service'].includes(each.kind)).sort((a, b) => b.occurred_at - a.occurred_at)[0];
  const said = resource.status === 'out_of_order' && last?.kind === 'fault' ? 'available' : resource.status;
  useDialogKeys(() => (adding ? setAdding(false) : props.onClose()));
  if (adding) return <EventForm resource={resource} onDone={() => setAdding(false)} />;
  return (
    <Stack gap="md" data-testid="resource-details">
      <Facts
        rows={[
          [t('resource.kind'), word('resource_kind', resource.kind)],
          [t('appointment.status'), word('resource_status', resource.status)],
          [t('resource.code'), resource.code],
          [t('resource.capacity'), resource.capacity],
          [t('resource.stands'), resource.bed ? bedName(resource.bed) : null],
          [t('resource.in_use'), resource.is_in_use && resource.in_use_until !== null ? t('waiting.until', { until: showDayAndTime(resource.in_use_until, zone) }) : null],
          [t('resource.next_booking'), resource.next_booking_at === null ? null : showDayAndTime(resource.next_booking_at, zone)],
          [t('resource.interval_days'), resource.service_interval_days],
          [t('resource.interval_hours'), resource.service_interval_hours],
          [t('care.notes'), resource.notes],
        ]}
      />
      <Outlook resource={resource} />
      <div>
        <Group justify="space-between" mb={4}>
          <Title order={3} size="h5">
            {t('resource.events')}
          </Title>
          {mayRecord && <AddButton label={t('resource.event.add')} onClick={() => setAdding(true)} testid="resource-event-add" />}
        </Group>
        <FailureNote failure={events.error} />
        {events.data && (
          <ChartList
            items={events.data}
            shown={8}
            empty={t('resource.events.empty')}
            render={(event) => (
              <ChartRow key={event.id} testid="resource-event" side={showDayAndTime(event.occurred_at, zone)}>
                <Badge color={event.kind === 'fault' ? 'red' : event.kind === 'repair' || event.kind === 'service' ? 'green' : 'gray'}>{word('resource_event', event.kind)}</Badge>{' '}
                {event.hours_used !== null && (
                  <Text span size="sm">
                    {t('resource.event.used', { hours: showNumber(event.hours_used) })}
                  </Text>
                )}
                <Text size="sm" c="dimmed" className="any-script">
                  {[event.notes, event.recorded_by && t('common.by', { name: event.recorded_by })].filter(Boolean).join(' · ')}
                </Text>
              </ChartRow>
            )}
          />
        )}
      </div>
      <Group justify="flex-end" gap="xs">
        {mayKeep && resource.is_active && (
          <>
            <Button variant="subtle" color="red" onClick={props.onRetire} data-testid="resource-retire">
              {t('resource.retire')}
            </Button>
            <Button variant="default" disabled={!events.data} onClick={() => props.onChange(said)} data-testid="resource-change">
              {t('common.change')}
            </Button>
          </>
        )}
        <Button variant="default" onClick={props.onClose}>
          {t('common.close')}
        </Button>
      </Group>
    </Stack>
  );
}
