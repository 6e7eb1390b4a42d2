import { Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { AskReason } from '../../shared/forms/AskReason';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';
import { bedName, WARD_TABLES, type Bed } from './bedWords';

/** Resources that stand nowhere, because others stand in them. */
const ROOMS = ['room', 'operating_room'];

/** The machines that stand at a bed: bring one, take one away, say that one is broken. */
export function Machines(props: { bed: Bed; onClose: () => void }) {
  const { bed } = props;
  const resources = useCommand('place.resources', {}, WARD_TABLES);
  const move = useAct('place.move_equipment');
  const record = useAct('place.record_resource_event');
  const [chosen, setChosen] = useState<string | null>(null);
  const [faulty, setFaulty] = useState<Bed['equipment'][number] | null>(null);
  useDialogKeys(props.onClose);
  const here = new Set(bed.equipment.map((machine) => machine.resource_id));
  const others = (resources.data ?? []).filter((each) => each.is_active && !ROOMS.includes(each.kind) && !here.has(each.id));
  return (
    <Stack gap="md" data-testid="machines">
      <FailureNote failure={move.error ?? resources.error} />
      {bed.equipment.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('machine.none')}
        </Text>
      )}
      {bed.equipment.map((machine) => (
        <Group key={machine.resource_id} justify="space-between" wrap="nowrap" data-testid="machine">
          <div>
            <Text className="any-script">{machine.name}</Text>
            <Badge color={machine.status === 'available' ? 'gray' : 'red'}>{word('resource_status', machine.status)}</Badge>
          </div>
          <Group gap={6} wrap="nowrap">
            {machine.status === 'available' && (
              <Button size="compact-sm" variant="default" onClick={() => setFaulty(machine)} data-testid="machine-fault">
                {t('machine.report')}
              </Button>
            )}
            <Button size="compact-sm" variant="default" onClick={() => move.mutate({ resource_id: machine.resource_id, bed_id: null, notes: null })} data-testid="machine-away">
              {t('machine.away')}
            </Button>
          </Group>
        </Group>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) move.mutate({ resource_id: chosen, bed_id: bed.id, notes: null }, { onSuccess: () => setChosen(null) });
        }}
      >
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <Select
            flex={1}
            label={t('machine.bring')}
            searchable
            value={chosen}
            onChange={setChosen}
            data={others.map((each) => ({ value: each.id, label: each.bed ? `${each.name} (${t('machine.bring.from', { bed: bedName(each.bed) })})` : each.name }))}
            nothingFoundMessage={t('machine.bring.none')}
            data-testid="machine-choose"
          />
          <Button type="submit" disabled={chosen === null} loading={move.isPending} data-testid="machine-bring">
            {t('machine.bring.submit')}
          </Button>
        </Group>
      </form>
      {faulty && (
        <AskReason
          title={t('machine.report.title', { machine: faulty.name })}
          draft={`machine-report:${faulty.resource_id}`}
          text={t('machine.report.text')}
          label={t('machine.report.reason')}
          missing={t('form.required')}
          field="notes"
          submit={t('machine.report.submit')}
          send={(notes) => record.mutateAsync({ resource_id: faulty.resource_id, kind: 'fault', occurred_at: null, hours_used: null, notes })}
          onDone={() => {
            notifications.show({ message: t('machine.reported', { machine: faulty.name }) });
            setFaulty(null);
          }}
          onClose={() => setFaulty(null)}
          testid="machine-report"
        />
      )}
    </Stack>
  );
}
