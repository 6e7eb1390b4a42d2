import { Anchor, Button, Text, VisuallyHidden } from '@mantine/core';
import { useDocumentVisibility } from '@mantine/hooks';
import { IconAlarm, IconBellOff } from '@tabler/icons-react';
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { AlertLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useUser } from '../../app/session';
import { useWindowSettings } from '../../app/windowSettings';
import { FailureNote } from '../../shared/look/Note';
import { useNow } from '../../shared/time/useNow';
import classes from './Alerts.module.css';
import { soundUnlessMuted } from './alertSound';
import { Escalation } from './Escalation';
import { isCalled, useAskAgain, useMyAlerts, waitsForMe } from './myAlerts';
import { raisedText } from './raisedText';
import { Urgency, urgencyTone, urgencyWord } from './Urgency';
import { showList } from '../../shared/time/format';

const SHOWN = 3;
const heard = new Set<string>();

/** A call that is new to this person sounds once, and once more at every step that it climbs. */
function useSound(waiting: readonly AlertLine[]): void {
  const user = useUser();
  useEffect(() => {
    const news = waiting.filter((alert) => !heard.has(`${user.id}/${alert.id}/${alert.level}`));
    if (news.length === 0) return;
    news.forEach((alert) => heard.add(`${user.id}/${alert.id}/${alert.level}`));
    soundUnlessMuted(Math.min(...news.map((alert) => alert.urgency)));
  }, [waiting, user.id]);
}

/** Those who raised an alert see whom it has reached: what stands on a visible screen has been received. */
function useReceipts(alerts: readonly AlertLine[]): void {
  const user = useUser();
  const receive = useAct('alerts.receive');
  const said = useRef(new Set<string>());
  const visible = useDocumentVisibility() === 'visible';
  const { mutate } = receive;
  useEffect(() => {
    if (!visible) return;
    const ids = alerts.filter((alert) => isCalled(alert, user.id) && !said.current.has(alert.id) && !alert.received_by.some((each) => each.user_id === user.id)).map((alert) => alert.id);
    if (ids.length === 0) return;
    ids.forEach((id) => said.current.add(id));
    mutate({ alert_ids: ids }, { onError: () => ids.forEach((id) => said.current.delete(id)) });
  }, [alerts, visible, user.id, mutate]);
}

/** Below the header on every screen, while somebody calls for this person and nobody has answered. */
export function AlertBanner() {
  const mine = useMyAlerts();
  useAskAgain('alerts.mine', 60);
  const user = useUser();
  const waiting = mine.filter((alert) => waitsForMe(alert, user.id));
  const first = waiting[0];
  const onBoard = useRouterState({ select: (state) => state.location.pathname === '/alerts' });
  useSound(waiting);
  useReceipts(mine);
  return (
    <>
      <VisuallyHidden aria-live="assertive" data-testid="alert-said">{first ? t('alerts.banner.say', { urgency: urgencyWord(first.urgency), title: first.title, room: first.room ?? 'none' }) : ''}</VisuallyHidden>
      {!onBoard && first && (
        <section className={classes.banner} aria-label={t('nav.alerts')} data-testid="alert-banner">
          {waiting.slice(0, SHOWN).map((alert) => (
            <BannerRow key={alert.id} alert={alert} />
          ))}
          {waiting.length > SHOWN && (
            <Anchor component={Link} to="/alerts" size="sm" className={classes.bannerMore}>
              {t('alerts.banner.more', { count: waiting.length - SHOWN })}
            </Anchor>
          )}
        </section>
      )}
    </>
  );
}

function BannerRow({ alert }: { alert: AlertLine }) {
  const navigate = useNavigate();
  const now = useNow(1);
  const { alerts_muted: muted } = useWindowSettings();
  const mayAnswer = useMay('answer_alerts');
  const acknowledge = useAct('alerts.acknowledge');
  return (
    <div className={classes.bannerRow} data-tone={urgencyTone(alert.urgency)} data-testid="alert-banner-row">
      <IconAlarm size={22} aria-hidden />
      <div className={classes.bannerText}>
        <Text fw={650} className="any-script">
          {[alert.title, alert.room].filter(Boolean).join(' · ')}
        </Text>
        <Text size="sm" className="any-script">
          {[showList(alert.patients.map((patient) => patient.display_name)), raisedText(alert, now)].filter(Boolean).join(' · ')}
        </Text>
        <FailureNote failure={acknowledge.error} />
      </div>
      {muted && <IconBellOff size={17} role="img" aria-label={t('alerts.sound.off')} />}
      <Escalation alert={alert} now={now} />
      <Urgency urgency={alert.urgency} />
      {mayAnswer && (
        <Button size="compact-md" color="red" loading={acknowledge.isPending} onClick={() => acknowledge.mutate({ id: alert.id, version: alert.version, action_text: t('alerts.on_my_way'), eta_minutes: null })} data-testid="banner-answer">
          {t('alerts.on_my_way')}
        </Button>
      )}
      <Button size="compact-md" variant="default" onClick={() => void navigate({ to: '/alerts', search: { alert: alert.id } })} data-testid="banner-open">
        {t('alerts.banner.open')}
      </Button>
    </div>
  );
}
