import { Button, Group, Modal, Text } from '@mantine/core';
import { IconCalendarPlus, IconChecklist, IconKey, IconMessage, IconReceipt, IconStar } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite, useUser } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Teach } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showLongDate } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import { ChangePasswordForm } from '../session/ChangePasswordForm';
import { AppointmentCard } from './AppointmentCard';
import classes from './kiosk.module.css';
import { OwnCard, OwnLink, OwnPage } from './OwnPage';
import { stepsDue } from './plans';
import { useOwnAppointments, useOwnVisits } from './usePages';
import { useUnread } from './useUnread';

/** How somebody felt about a visit is asked while they remember it. */
const REMEMBERED = 14 * 86_400_000_000;

/** What a patient has come for: the next appointment, and what waits for them. */
export function StartPage() {
  const { time_zone: zone } = useSite();
  const user = useUser();
  const navigate = useNavigate();
  const now = useNow(30);
  const appointments = useOwnAppointments();
  const visits = useOwnVisits();
  const bills = useCommand('billing.own_invoices', {}, ['invoices', 'invoice_lines', 'payments']);
  const plans = useCommand('wellness.own_plans', {}, ['wellness_plans', 'wellness_plan_items']);
  const unread = useUnread();
  const [password, setPassword] = useState(false);

  const upcoming = appointments.data?.pages[0]?.upcoming ?? [];
  const next = upcoming[0];
  const owed = bills.data?.balance_minor ?? 0;
  const steps = (plans.data?.plans ?? []).reduce((sum, plan) => sum + stepsDue(plan), 0);
  const untold = visits.data?.pages[0]?.visits.find((visit) => visit.ended_at !== null && !visit.has_feedback && now - visit.ended_at < REMEMBERED);
  return (
    <OwnPage title={<bdi>{t('own.hello', { name: user.display_name })}</bdi>} testid="own-start">
      <FailureNote failure={appointments.error ?? visits.error ?? bills.error ?? plans.error} />
      {next && (
        <>
          <Group justify="space-between">
            <Text component="h2" size="lg" fw={620}>
              {t('own.next')}
            </Text>
            {upcoming.length > 1 && (
              <Button variant="subtle" onClick={() => void navigate({ to: '/me/appointments' })} data-testid="own-all-appointments">
                {t('own.next.all')}
              </Button>
            )}
          </Group>
          <AppointmentCard appointment={next} now={now} />
        </>
      )}
      {appointments.data && !next && (
        <OwnCard>
          <Teach icon={<IconCalendarPlus size={52} stroke={1.3} />} title={t('own.next.none')} text={t('own.next.none.text')} />
        </OwnCard>
      )}
      {(unread > 0 || owed > 0 || steps > 0 || untold) && (
        <>
          <Text component="h2" size="lg" fw={620}>
            {t('own.now.title')}
          </Text>
          <div className={classes.links}>
            {unread > 0 && (
              <OwnLink to={{ to: '/me/messages' }} icon={<IconMessage size={28} />} testid="own-now-messages">
                <Text size="lg">{t('own.now.messages', { count: unread })}</Text>
              </OwnLink>
            )}
            {bills.data && owed > 0 && (
              <OwnLink to={{ to: '/me/bills' }} icon={<IconReceipt size={28} />} testid="own-now-bills">
                <Text size="lg">{t('own.now.bills', { amount: showMoney(owed, bills.data.currency) })}</Text>
              </OwnLink>
            )}
            {steps > 0 && (
              <OwnLink to={{ to: '/me/plans' }} icon={<IconChecklist size={28} />} testid="own-now-steps">
                <Text size="lg">{t('own.now.steps', { count: steps })}</Text>
              </OwnLink>
            )}
            {untold && (
              <OwnLink to={{ to: '/me/visits/$visitId', params: { visitId: untold.id } }} icon={<IconStar size={28} />} testid="own-now-feedback">
                <Text size="lg">{t('own.now.feedback', { day: showLongDate(dateAt(untold.started_at, zone)) })}</Text>
              </OwnLink>
            )}
          </div>
        </>
      )}
      <div>
        <Button variant="subtle" color="gray" leftSection={<IconKey size={20} aria-hidden />} onClick={() => setPassword(true)} data-testid="own-password">
          {t('own.password')}
        </Button>
      </div>
      <Modal opened={password} onClose={() => setPassword(false)} title={t('own.password')}>
        {password && <ChangePasswordForm onChanged={() => setPassword(false)} />}
      </Modal>
    </OwnPage>
  );
}
