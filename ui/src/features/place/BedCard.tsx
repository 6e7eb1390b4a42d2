import { ActionIcon, Badge, Button, Group, Menu, Text } from '@mantine/core';
import { IconBed, IconCalendarDue, IconDeviceHeartMonitor, IconDots, IconPrinter, IconTool } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { say, t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { Note } from '../../shared/look/Note';
import { showDate, showMinutes } from '../../shared/time/format';
import { dateAt, minutesBetween } from '../../shared/time/siteTime';
import { usePrint } from '../../shared/usePrint';
import { ageAndGender } from '../people/patientFacts';
import type { Bed, Stay } from './bedWords';
import classes from './WardPage.module.css';

export type BedAction = 'admit' | 'transfer' | 'discharge' | 'strike' | 'deceased' | 'machines' | 'edit' | 'retire';

interface Props {
  bed: Bed;
  now: number;
  act: (action: BedAction, stay: Stay | null) => void;
}

function Leaving(props: { on: string; today: string }) {
  const passed = props.on < props.today;
  return (
    <Text size="sm" className={classes.leaving} data-passed={passed || undefined}>
      {passed && <IconCalendarDue size={15} aria-hidden />}
      {props.on === props.today ? t('ward.expected.today') : t(passed ? 'ward.expected.passed' : 'ward.expected', { when: showDate(props.on) })}
    </Text>
  );
}

/** One bed: who lies in it, since when, until when, and what stands beside it. */
export function BedCard({ bed, now, act }: Props) {
  const { time_zone: zone } = useSite();
  const mayPlace = useMay('place_patients');
  const mayKeep = useMay('keep_beds');
  const mayMove = useMay('move_machines');
  const mayVisit = useMay('write_visit');
  const mayBand = useMay('print_wristband');
  const print = usePrint();
  const { stay } = bed;
  const broken = bed.equipment.filter((machine) => machine.status !== 'available');
  const more = (mayPlace && stay !== null) || mayKeep || mayMove;
  return (
    <article className={classes.bed} data-state={stay ? 'taken' : 'free'} data-testid="bed">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap={6}>
        <Group gap="0.2rem 0.4rem">
          <IconBed size={17} stroke={1.7} aria-hidden />
          <h3 className={classes.bedName}>{t('ward.room_bed', { label: bed.label, room: bed.room })}</h3>
          {bed.kind !== null && bed.kind !== 'standard' && <Badge color="gray">{word('bed_kind', bed.kind)}</Badge>}
        </Group>
        {more && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('ward.more', { label: bed.label, room: bed.room })} data-testid="bed-more">
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {stay && mayPlace && mayBand && (
                <Menu.Item leftSection={<IconPrinter size={15} />} onClick={() => print('wristband', stay.patient.id)} data-testid="bed-wristband">
                  {t('print.wristband')}
                </Menu.Item>
              )}
              {stay && mayPlace && (
                <Menu.Item leftSection={<IconPrinter size={15} />} onClick={() => print('patient_label', stay.patient.id)} data-testid="bed-label">
                  {t('print.label')}
                </Menu.Item>
              )}
              {mayMove && (
                <Menu.Item onClick={() => act('machines', null)} data-testid="bed-machines">
                  {t('machine.open')}
                </Menu.Item>
              )}
              {mayPlace && stay && (
                <Menu.Item onClick={() => act('strike', stay)} data-testid="bed-strike">
                  {t('ward.strike')}
                </Menu.Item>
              )}
              {mayKeep && (
                <Menu.Item onClick={() => act('edit', null)} data-testid="bed-edit">
                  {t('bed.edit')}
                </Menu.Item>
              )}
              {mayKeep && !stay && bed.held.length === 0 && (
                <Menu.Item onClick={() => act('retire', null)} data-testid="bed-retire">
                  {t('bed.retire')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {stay ? (
        <>
          <Link to="/patients/$patientId" params={{ patientId: stay.patient.id }} className={classes.name}>
            {stay.patient.display_name}
          </Link>
          <Text size="sm" c="dimmed">
            {[ageAndGender(stay.patient), t('ward.since', { time: showMinutes(Math.max(0, minutesBetween(stay.since, now))) })].filter(Boolean).join(' · ')}
          </Text>
          {stay.reason && (
            <Text size="sm" className="any-script" lineClamp={2}>
              {stay.reason}
            </Text>
          )}
          {stay.expected_end_on && <Leaving on={stay.expected_end_on} today={dateAt(now, zone)} />}
          {stay.patient.deceased && (
            <Note tone="amber" testid="bed-deceased">
              {t('ward.deceased', { patient: stay.patient.display_name })}
              {mayPlace && (
                <Button size="compact-sm" variant="default" mt={6} display="block" onClick={() => act('deceased', stay)} data-testid="bed-end-after-death">
                  {t('ward.deceased.end')}
                </Button>
              )}
            </Note>
          )}
        </>
      ) : (
        <Text c="dimmed">{t('ward.is_free')}</Text>
      )}
      {bed.notes && (
        <Text size="sm" c="dimmed" className="any-script" lineClamp={2}>
          {bed.notes}
        </Text>
      )}
      {bed.equipment.length > 0 && (
        <Text size="xs" className={classes.machines} data-broken={broken.length > 0 || undefined}>
          {broken.length > 0 ? <IconTool size={14} aria-hidden /> : <IconDeviceHeartMonitor size={14} aria-hidden />}
          {bed.equipment.map((machine) => (machine.status === 'available' ? machine.name : `${machine.name}: ${word('resource_status', machine.status)}`)).join(' · ')}
        </Text>
      )}
      {bed.held.map((held) => (
        <Note key={held.id} tone="red" testid="bed-held">
          <Text size="sm" fw={600}>
            {t('ward.held.title', { patient: held.patient.display_name })}
          </Text>
          <Text size="sm">{say(held.held_reason)}</Text>
          {mayPlace && (
            <Group gap={6} mt={6}>
              <Button size="compact-sm" variant="default" onClick={() => act('transfer', held)} data-testid="held-transfer">
                {t('ward.transfer')}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => act('strike', held)} data-testid="held-strike">
                {t('ward.strike')}
              </Button>
            </Group>
          )}
        </Note>
      ))}
      <Group gap={6} className={classes.actions}>
        {mayPlace && stay && (
          <>
            <Button size="compact-sm" variant="default" onClick={() => act('transfer', stay)} data-testid="bed-transfer">
              {t('ward.transfer')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => act('discharge', stay)} data-testid="bed-discharge">
              {t('ward.discharge')}
            </Button>
          </>
        )}
        {mayVisit && stay?.visit_id && (
          <Button size="compact-sm" variant="subtle" component={Link} to={`/visits/${stay.visit_id}`}>
            {t('ward.open_visit')}
          </Button>
        )}
        {mayPlace && !stay && (
          <Button size="compact-sm" variant="default" onClick={() => act('admit', null)} data-testid="bed-admit">
            {t('ward.admit_here')}
          </Button>
        )}
      </Group>
    </article>
  );
}
