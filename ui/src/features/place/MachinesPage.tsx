import { Badge, Button, Checkbox, Drawer, Group, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconDeviceHeartMonitor, IconPlus, IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Teach } from '../../shared/look/Page';
import { showDate, showDayAndTime } from '../../shared/time/format';
import { bedName } from './bedWords';
import { ResourceDetails } from './ResourceDetails';
import { ResourceForm, type Resource } from './ResourceForm';

const icons = { available: IconCircleCheck, out_of_order: IconAlertTriangle, in_service: IconTool } as const;
const colours: Record<string, string> = { available: 'green', out_of_order: 'red', in_service: 'orange' };

function StatusBadge(props: { status: string }) {
  const Icon = props.status in icons ? icons[props.status as keyof typeof icons] : null;
  return (
    <Badge color={colours[props.status] ?? 'gray'} leftSection={Icon && <Icon size={13} />}>
      {word('resource_status', props.status)}
    </Badge>
  );
}

/** What does not work comes first, then what should have been serviced. */
function rank(resource: Resource): number {
  if (!resource.is_active) return 3;
  if (resource.status !== 'available') return 0;
  return resource.maintenance?.is_overdue ? 1 : 2;
}

type Open = { what: 'nothing' } | { what: 'add' } | { what: 'look' | 'retire'; id: string } | { what: 'change'; id: string; said: string };

/** Rooms and machines of this site. */
export function MachinesPage() {
  const { time_zone: zone } = useSite();
  const mayKeep = useMay('keep_machines');
  const resources = useCommand('place.resources', {}, ['resources', 'resource_events', 'appointment_resources', 'beds']);
  const retire = useAct('place.retire_resource');
  const [retired, setRetired] = useState(false);
  const [open, setOpen] = useState<Open>({ what: 'nothing' });
  const all = resources.data ?? [];
  const shown = all.filter((each) => retired || each.is_active).sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  const chosen = 'id' in open ? all.find((each) => each.id === open.id) : undefined;
  const close = () => setOpen({ what: 'nothing' });
  const back = () => {
    retire.reset();
    setOpen(chosen ? { what: 'look', id: chosen.id } : { what: 'nothing' });
  };
  useShortcuts(mayKeep ? [{ keys: 'F8', scope: 'screen', label: 'resource.add', run: () => setOpen({ what: 'add' }) }] : []);
  return (
    <Page
      title={t('admin.machines')}
      width="76rem"
      testid="machines-page"
      actions={
        mayKeep && (
          <Button leftSection={<IconPlus size={17} />} onClick={() => setOpen({ what: 'add' })} data-testid="resource-add">
            {t('resource.add')}
          </Button>
        )
      }
    >
      <Stack gap="md">
        <FailureNote failure={resources.error} />
        {resources.data && all.length === 0 && <Teach icon={<IconDeviceHeartMonitor size={46} stroke={1.3} />} title={t('resource.empty')} text={t('resource.empty.text')} />}
        {all.some((each) => !each.is_active) && <Checkbox label={t('resource.with_retired')} checked={retired} onChange={(event) => setRetired(event.currentTarget.checked)} data-testid="resource-with-retired" />}
        {shown.length > 0 && (
          <Panel flush>
            <Table.ScrollContainer minWidth="48rem">
              <Table verticalSpacing={8} horizontalSpacing="md" highlightOnHover>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('resource.name')}</Table.Th>
                    <Table.Th>{t('appointment.status')}</Table.Th>
                    <Table.Th>{t('resource.where')}</Table.Th>
                    <Table.Th>{t('resource.service')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {shown.map((resource) => (
                    <Table.Tr key={resource.id} data-testid="resource">
                      <Table.Td>
                        <UnstyledButton className="text-link any-script" onClick={() => setOpen({ what: 'look', id: resource.id })} data-testid="resource-open">
                          {resource.name}
                        </UnstyledButton>
                        <Text size="sm" c="dimmed">
                          {[word('resource_kind', resource.kind), resource.code].filter(Boolean).join(' · ')}
                        </Text>
                      </Table.Td>
                      <Table.Td>
                        <StatusBadge status={resource.status} />
                      </Table.Td>
                      <Table.Td>
                        <Text size="sm">
                          {[
                            resource.bed && bedName(resource.bed), resource.is_in_use && resource.in_use_until !== null && t('resource.used_until', { when: showDayAndTime(resource.in_use_until, zone) }),
                            !resource.is_in_use && resource.next_booking_at !== null && t('resource.booked_at', { when: showDayAndTime(resource.next_booking_at, zone) }),
                          ].filter(Boolean).join(' · ')}
                        </Text>
                      </Table.Td>
                      <Table.Td>
                        {resource.maintenance && (
                          <Group gap={6}>
                            <Text span size="sm" className="numbers">
                              {showDate(resource.maintenance.due_on)}
                            </Text>
                            {resource.maintenance.is_overdue && (
                              <Badge color="orange" leftSection={<IconAlertTriangle size={13} />}>
                                {t('resource.late')}
                              </Badge>
                            )}
                          </Group>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Panel>
        )}
      </Stack>
      <Drawer opened={open.what === 'add' || (open.what === 'change' && chosen !== undefined)} onClose={open.what === 'add' ? close : back} title={open.what === 'change' && chosen ? t('resource.change', { name: chosen.name }) : t('resource.add')} size="32rem">
        {open.what === 'add' && <ResourceForm resource={null} onDone={close} />}
        {open.what === 'change' && chosen && <ResourceForm resource={{ ...chosen, status: open.said }} onDone={back} />}
      </Drawer>
      <Drawer opened={open.what === 'look' && chosen !== undefined} onClose={close} title={chosen?.name ?? ''} size="34rem">
        {open.what === 'look' && chosen && <ResourceDetails resource={chosen} onChange={(said) => setOpen({ what: 'change', id: chosen.id, said })} onRetire={() => setOpen({ what: 'retire', id: chosen.id })} onClose={close} />}
      </Drawer>
      <AskOnce
        opened={open.what === 'retire' && chosen !== undefined}
        title={chosen ? t('resource.retire.title', { name: chosen.name }) : ''}
        text={t('resource.retire.text')}
        action={t('resource.retire')}
        failure={retire.error}
        busy={retire.isPending}
        onConfirm={() => chosen && retire.mutate({ id: chosen.id, version: chosen.version }, { onSuccess: close })}
        onClose={back}
        testid="ask-once"
      />
    </Page>
  );
}
