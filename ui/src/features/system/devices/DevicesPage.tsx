import { Badge, Button, Drawer, Group, Stack, Switch, Table, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceDesktopPlus, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { Failure } from '../../../api/failure';
import type { DeviceAtCentre, KnownDevice, KnownDevices } from '../../../api/shell';
import { useCommand } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { useShortcuts } from '../../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../../shared/look/Note';
import { Panel, Teach } from '../../../shared/look/Page';
import { showDayAndTime } from '../../../shared/time/format';
import { useNow } from '../../../shared/time/useNow';
import { AdministrationFrame } from '../../organization/AdministrationFrame';
import { behind, contact, revoked, silence, waiting } from './deviceWords';
import { InviteForm } from './InviteForm';
import { PlaceForm } from './PlaceForm';
import { RevokeForm } from './RevokeForm';

/** What only the centre knows stands empty in a row of this PC's. */
function ofReplica(device: KnownDevice): DeviceAtCentre {
  return { ...device, program: null, last_seen_at: null, behind: null, behind_since: null, waiting: null, oldest_waiting_at: null, told_at: null, left_at: null };
}

/** How fresh the list is. */
function Freshness(props: { known: KnownDevices; isAnswered: boolean; failure: Failure | null; onAskAgain: () => void }) {
  const { time_zone: zone } = useSite();
  if (props.isAnswered) return null;
  if (!props.failure) return <Note tone="plain">{t('devices.asking')}</Note>;
  const { sentence } = props.failure;
  const at = props.known.last_contact_at;
  return (
    <Note tone="amber" testid="devices-as-of">
      <Group justify="space-between" gap="xs">
        <span>{at === null ? t('devices.as_of_never', { sentence }) : t('devices.as_of', { sentence, when: showDayAndTime(at, zone) })}</span>
        <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={15} />} onClick={props.onAskAgain} data-testid="devices-ask-again">
          {t('devices.ask_again')}
        </Button>
      </Group>
    </Note>
  );
}

interface LineProps {
  device: DeviceAtCentre;
  isThis: boolean;
  /** Null while only this PC's rows are shown. */
  leaseDays: number | null;
  site: string | null;
  person: string | null;
  now: number;
  onPlace: () => void;
  onRevoke: () => void;
}

function Line({ device, isThis, leaseDays, site, person, now, onPlace, onRevoke }: LineProps) {
  const { time_zone: zone } = useSite();
  const silent = leaseDays === null ? null : silence(device, leaseDays, now);
  const gone = revoked(device, zone);
  return (
    <Table.Tr data-testid="device">
      <Table.Td className="any-script">
        <Group gap={6}>
          <Text span fw={570}>
            {device.name}
          </Text>
          {isThis && <Badge>{t('device.this')}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {[word('device_profile', device.profile), site, person].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      {gone ? (
        <Table.Td colSpan={5}>
          <Text size="sm">{gone}</Text>
          {device.revoke_reason && (
            <Text size="sm" c="dimmed" className="any-script">
              {t('device.revoked.reason', { reason: device.revoke_reason })}
            </Text>
          )}
        </Table.Td>
      ) : (
        <>
          <Table.Td className="numbers">
            {leaseDays !== null && (device.program ?? t('device.unknown'))}
            {device.platform && (
              <Text size="sm" c="dimmed">
                {device.platform}
              </Text>
            )}
          </Table.Td>
          <Table.Td className="numbers">
            {leaseDays !== null && contact(device, now)}
            {silent && (
              <Badge color="orange" display="block" w="fit-content" mt={2}>
                {silent}
              </Badge>
            )}
          </Table.Td>
          <Table.Td className="numbers">{leaseDays !== null && behind(device, now)}</Table.Td>
          <Table.Td className="numbers">{leaseDays !== null && waiting(device, zone)}</Table.Td>
          <Table.Td>
            {leaseDays !== null && (
              <Group gap={2} wrap="nowrap" justify="flex-end">
                <Button size="compact-sm" variant="subtle" aria-label={t('device.change.title', { name: device.name })} onClick={onPlace} data-testid="device-place">
                  {t('device.change')}
                </Button>
                {!isThis && (
                  <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('device.revoke.title', { name: device.name })} onClick={onRevoke} data-testid="device-revoke">
                    {t('device.revoke')}
                  </Button>
                )}
              </Group>
            )}
          </Table.Td>
        </>
      )}
    </Table.Tr>
  );
}

function Content() {
  const now = useNow(20);
  const known = useCommand('device.known', {}, ['devices', 'users', 'outbox']);
  const isAlone = known.data?.this_device === null;
  const centre = useCommand('device.at_centre', {}, ['devices', 'system_metrics'], { enabled: known.data !== undefined && !isAlone });
  const sites = useCommand('organization.sites', {}, ['sites']);
  const [withRevoked, setWithRevoked] = useState(false);
  const [open, setOpen] = useState<{ what: 'invite' } | { what: 'place' | 'revoke'; device: KnownDevice } | null>(null);
  const done = () => setOpen(null);
  const invite = () => setOpen({ what: 'invite' });
  // An old answer stays on the screen while a new one is asked for, but not once the centre is silent.
  const answer = centre.error ? undefined : centre.data;
  useShortcuts(answer ? [{ keys: 'F8', scope: 'screen', label: 'device.invite', run: invite }] : []);
  if (!known.data) return <FailureNote failure={known.error} />;
  if (isAlone) return <Teach icon={<IconDeviceDesktop size={46} stroke={1.3} />} title={t('devices.alone')} text={t('devices.alone.text')} />;
  const all = answer?.devices ?? known.data.devices.map(ofReplica);
  const gone = all.filter((device) => device.revoked_at !== null);
  const shown = withRevoked ? all : all.filter((device) => device.revoked_at === null || (answer && device.left_at === null));
  const nameOf = (list: readonly { id: string; name: string }[], id: string | null) => list.find((each) => each.id === id)?.name ?? null;
  const places = sites.data ?? [];
  const { people, this_device } = known.data;
  const title = open === null || open.what === 'invite' ? t('device.invite') : t(open.what === 'place' ? 'device.change.title' : 'device.revoke.title', { name: open.device.name });
  return (
    <Stack gap="md">
      <Freshness known={known.data} isAnswered={answer !== undefined} failure={centre.error} onAskAgain={() => void centre.refetch()} />
      <Panel
        title={t('devices.title')}
        count={all.length - gone.length}
        flush
        testid="devices"
        actions={
          <Group gap="md">
            {gone.length > 0 && <Switch size="sm" label={t('devices.with_revoked')} checked={withRevoked} onChange={(event) => setWithRevoked(event.currentTarget.checked)} data-testid="devices-with-revoked" />}
            {answer && (
              <Button size="compact-sm" leftSection={<IconDeviceDesktopPlus size={16} />} onClick={invite} data-testid="device-invite">
                {t('device.invite')}
              </Button>
            )}
          </Group>
        }
      >
        {shown.length === 0 && <Teach icon={<IconDeviceDesktopPlus size={46} stroke={1.3} />} title={t('devices.empty')} text={t('devices.empty.text')} />}
        {shown.length > 0 && (
          <Table.ScrollContainer minWidth="64rem">
            <Table verticalSpacing={8} horizontalSpacing="md">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('device.name')}</Table.Th>
                  <Table.Th>{t('device.version')}</Table.Th>
                  <Table.Th>{t('device.contact')}</Table.Th>
                  <Table.Th>{t('device.behind')}</Table.Th>
                  <Table.Th>{t('device.waiting')}</Table.Th>
                  <Table.Td />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((device) => (
                  <Line
                    key={device.id}
                    device={device}
                    isThis={device.id === this_device}
                    leaseDays={answer?.lease_days ?? null}
                    site={nameOf(places, device.site)}
                    person={nameOf(people, device.person)}
                    now={now}
                    onPlace={() => setOpen({ what: 'place', device })}
                    onRevoke={() => setOpen({ what: 'revoke', device })}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Panel>
      <Drawer opened={open !== null} onClose={done} title={title} size="30rem">
        {open?.what === 'invite' && <InviteForm sites={places} onDone={done} />}
        {open?.what === 'place' && <PlaceForm device={open.device} sites={places} people={people} onDone={done} />}
        {open?.what === 'revoke' && <RevokeForm device={open.device} onDone={done} />}
      </Drawer>
    </Stack>
  );
}

/** Every PC of the clinic: how it is doing, who joins, what each is for, and who goes. */
export function DevicesPage() {
  return (
    <AdministrationFrame title={t('admin.devices')} needs="keep_devices" width="88rem" testid="devices-page">
      <Content />
    </AdministrationFrame>
  );
}
