import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowsMove, IconCalendarCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { FailureNote } from '../../shared/look/Note';
import { Teach } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { patientFacts } from '../people/patientFacts';

type Affected = ResponseOf<'scheduling.affected_bookings'>[number];

/** How far ahead bookings are looked through: as far as most leave is planned. */
export const AFFECTED_DAYS = 42;
export const AFFECTED_TABLES = ['appointments', 'schedules', 'time_slots', 'leave', 'holidays', 'practitioners', 'patients'] as const;

/** Bookings at a time when nobody works any more, each a click from being moved. */
export function AffectedList(props: { bookings: readonly Affected[] | undefined; failure: Failure | null; onMove: (id: string) => void; onClose: () => void }) {
  const { time_zone: zone } = useSite();
  useDialogKeys(props.onClose);
  return (
    <Stack gap="sm" data-testid="affected-list">
      <FailureNote failure={props.failure} />
      {props.bookings?.length === 0 && <Teach icon={<IconCalendarCheck size={44} stroke={1.3} />} title={t('affected.none')} text={t('affected.none.text', { days: AFFECTED_DAYS })} />}
      {props.bookings && props.bookings.length > 0 && <Text size="sm">{t('affected.text')}</Text>}
      {props.bookings?.map(({ appointment, reasons }) => (
        <Group key={appointment.id} justify="space-between" wrap="nowrap" align="flex-start" data-testid="affected">
          <div>
            <Group gap={6}>
              <Text span fw={570} className="numbers">
                {showDayAndTime(appointment.starts_at, zone)}
              </Text>
              {reasons.map((reason) => (
                <Badge key={reason} color="orange">
                  {word('affected_because', reason)}
                </Badge>
              ))}
            </Group>
            <Link className="text-link any-script" to="/patients/$patientId" params={{ patientId: appointment.patient.id }}>
              {appointment.patient.display_name}
            </Link>
            <Text size="sm" c="dimmed" className="any-script">
              {[appointment.practitioner, patientFacts(appointment.patient)].filter(Boolean).join(' · ')}
            </Text>
          </div>
          <Button flex="none" size="compact-sm" variant="default" leftSection={<IconArrowsMove size={15} />} aria-label={t('affected.move', { patient: appointment.patient.display_name })} onClick={() => props.onMove(appointment.id)} data-testid="affected-move">
            {t('move.title')}
          </Button>
        </Group>
      ))}
    </Stack>
  );
}
