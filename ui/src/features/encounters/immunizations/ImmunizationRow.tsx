import { Badge, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { ImmunizationLine } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { showDate, showDay } from '../../../shared/time/format';
import rows from '../rows.module.css';

/** A vaccination, whether it was given here, is known from elsewhere, or was not given. */
export function ImmunizationRow(props: { immunization: ImmunizationLine }) {
  const { immunization: each } = props;
  const { time_zone: zone } = useSite();
  const strike = useAct('encounters.strike_immunization');
  const mayStrike = useMay('give_immunizations');
  const [striking, setStriking] = useState(false);
  const struck = each.status === 'entered_in_error';
  const title = t('immunization.strike.title', { vaccine: each.vaccine });
  return (
    <article className={rows.row} data-struck={struck || undefined} data-testid="immunization-row">
      <div className={rows.what}>
        <Group gap={6}>
          <Text span size="sm" fw={550} {...(struck ? { td: 'line-through' } : {})} className="any-script">
            {each.vaccine}
          </Text>
          {each.dose_number !== null && (
            <Text span size="sm" c="dimmed">
              {t('immunization.dose_of', { number: each.dose_number })}
            </Text>
          )}
          {each.status !== 'completed' && <Badge color={each.status === 'not_done' ? 'orange' : 'gray'}>{word('immunization_status', each.status)}</Badge>}
          {each.is_reported && <Badge color="gray">{t('immunization.reported')}</Badge>}
        </Group>
        <Text size="xs" c="dimmed" className="any-script numbers">
          {[each.lot_number && t('immunization.of_lot', { lot: each.lot_number }), each.expires_on && t('immunization.until', { day: showDate(each.expires_on) }), each.status_reason].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Group gap={4} wrap="nowrap">
        <Text size="sm" c="dimmed" className="numbers">
          {each.occurred_at === null ? t('immunization.day_unknown') : showDay(each.occurred_at, zone)}
        </Text>
        {mayStrike && !struck && (
          <Button size="compact-xs" variant="subtle" color="gray" aria-label={title} onClick={() => setStriking(true)} data-testid="immunization-strike">
            {t('struck.strike')}
          </Button>
        )}
      </Group>
      {striking && (
        <AskReason
          title={title}
          draft={`strike-immunization:${each.id}`}
          text={t('immunization.strike.text')}
          label={t('immunization.strike.reason')}
          submit={t('struck.strike')}
          danger
          send={(reason) => strike.mutateAsync({ id: each.id, version: each.version, reason })}
          onDone={() => {
            notifications.show({ message: t('immunization.struck', { vaccine: each.vaccine }) });
            setStriking(false);
          }}
          onClose={() => setStriking(false)}
          testid="strike-immunization"
        />
      )}
    </article>
  );
}
