import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconCheck, IconDoor, IconDots, IconPhone, IconRun, IconUserQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { AlertLine } from '../../api/commands';
import { say, t, word } from '../../app/messages';
import { useMay, useSite, useUser } from '../../app/session';
import { showTime } from '../../shared/time/format';
import { addMinutes } from '../../shared/time/siteTime';
import { ageAndGender } from '../people/patientFacts';
import type { AlertAct } from './AlertActForm';
import classes from './Alerts.module.css';
import { Escalation } from './Escalation';
import { isCalled } from './myAlerts';
import { raisedText } from './raisedText';
import { Urgency, urgencyTone } from './Urgency';

const SHOWN = 4;

interface Props {
  alert: AlertLine;
  now: number;
  onOpen: () => void;
  onAct: (act: AlertAct) => void;
}

export function isOver(alert: AlertLine): boolean {
  return alert.status === 'resolved' || alert.status === 'cancelled';
}

/** Whom an alert is about; the name leads to the chart for whoever may read it. */
export function AlertPatients({ alert }: { alert: AlertLine }) {
  const mayRead = useMay('find_patients');
  return alert.patients.map((patient) => (
    <Text key={patient.id} size="sm" className="any-script">
      {mayRead ? (
        <Link to="/patients/$patientId" params={{ patientId: patient.id }} className={classes.patient}>
          {patient.display_name}
        </Link>
      ) : (
        <b>{patient.display_name}</b>
      )}{' '}
      <Text span size="sm" c="dimmed">
        {[ageAndGender(patient), patient.mrn].filter(Boolean).join(' · ')}
      </Text>
    </Text>
  ));
}

/** Who is on it, and who was told. */
export function AlertPeople({ alert, all }: { alert: AlertLine; all?: boolean }) {
  const { time_zone: zone } = useSite();
  const answered = new Set(alert.answered_by.map((answer) => answer.user_id));
  const received = new Map(alert.received_by.map((receipt) => [receipt.user_id, receipt]));
  const others = [
    ...alert.called.filter((person) => !answered.has(person.user_id)),
    ...alert.received_by.filter((receipt) => !answered.has(receipt.user_id) && !alert.called.some((person) => person.user_id === receipt.user_id)),
  ];
  const shown = all ? others : others.slice(0, SHOWN);
  return (
    <div>
      {alert.answered_by.map((answer) => (
        <div key={`${answer.user_id}${answer.answered_at}`} className={classes.person} data-answers>
          <IconRun size={16} aria-hidden />
          <span className="any-script">
            <b>{t('alerts.answers', { name: answer.name })}</b>
            {answer.action_text && <> · {answer.action_text}</>}
            {answer.eta_minutes !== null && <> · {t('alerts.answers.there_by', { minutes: answer.eta_minutes, time: showTime(addMinutes(answer.answered_at, answer.eta_minutes), zone) })}</>}
          </span>
        </div>
      ))}
      {shown.map((person) => {
        const receipt = received.get(person.user_id);
        return (
          <div key={person.user_id} className={classes.person} data-received={receipt ? true : undefined}>
            {receipt ? <IconCheck size={16} aria-hidden /> : <IconUserQuestion size={16} aria-hidden />}
            <span className="any-script">
              {person.name}{' '}
              <Text span size="xs" c="dimmed">
                {receipt ? t('alerts.person.received', { time: showTime(receipt.received_at, zone) }) : t('alerts.person.not_received')}
              </Text>
            </span>
          </div>
        );
      })}
      {others.length > shown.length && (
        <Text size="xs" c="dimmed" ps="1.45rem">
          {t('alerts.called.more', { count: others.length - shown.length })}
        </Text>
      )}
      {others.length === 0 && alert.answered_by.length === 0 && !isOver(alert) && <Text size="sm">{t('alerts.called.nobody')}</Text>}
      {alert.telephone && !isOver(alert) && (
        <div className={classes.telephone} data-testid="alert-telephone">
          <IconPhone size={16} aria-hidden />
          {t('alerts.telephone')}
        </div>
      )}
    </div>
  );
}

/** An alert on the board. */
export function AlertCard({ alert, now, onOpen, onAct }: Props) {
  const mayAnswer = useMay('answer_alerts');
  const user = useUser();
  const over = isOver(alert);
  return (
    <article className={classes.card} data-tone={over ? 'over' : urgencyTone(alert.urgency)} data-testid="alert-card" aria-label={say(alert.title)}>
      <div className={classes.sign}>
        <Urgency urgency={alert.urgency} large={!over} />
        {isCalled(alert, user.id) && !over && <span className={classes.forMe}>{t('alerts.for_me')}</span>}
      </div>
      <div className={classes.what}>
        <Text fw={650} size={over ? 'md' : 'lg'} className="any-script" lh={1.3}>
          {say(alert.title)}
        </Text>
        {alert.room && (
          <Text fw={600} size={over ? 'sm' : 'lg'} className={classes.room}>
            <IconDoor size={18} aria-hidden />
            <span className="any-script">{alert.room}</span>
          </Text>
        )}
        <AlertPatients alert={alert} />
        {alert.message && (
          <Text size="sm" className="any-script prewrap" lineClamp={3}>
            {say(alert.message)}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {[raisedText(alert, now), word('alert_kind', alert.kind), alert.department].filter(Boolean).join(' · ')}
        </Text>
      </div>
      <div className={classes.people}>{over ? <Text size="sm">{word('alert_status', alert.status)}</Text> : <AlertPeople alert={alert} />}</div>
      <div className={classes.acts}>
        <Escalation alert={alert} now={now} />
        <Group gap={6} justify="flex-end" wrap="nowrap">
          {mayAnswer && !over && (
            <Button size="sm" variant={alert.status === 'open' ? 'filled' : 'default'} onClick={() => onAct('acknowledge')} data-testid="alert-answer">
              {t('alerts.answer')}
            </Button>
          )}
          <Button size="sm" variant="default" onClick={onOpen} data-testid="alert-open">
            {t('alerts.timeline')}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size="2.25rem" aria-label={t('alerts.more', { title: alert.title })} data-testid="alert-more">
                <IconDots size={17} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => onAct('note')}>{t('alerts.note')}</Menu.Item>
              {mayAnswer && !over && (
                <>
                  <Menu.Item onClick={() => onAct('resolve')} data-testid="alert-resolve">
                    {t('alerts.resolve')}
                  </Menu.Item>
                  <Menu.Item color="red" onClick={() => onAct('cancel')} data-testid="alert-cancel">
                    {t('alerts.cancel')}
                  </Menu.Item>
                </>
              )}
            </Menu.Dropdown>
          </Menu>
        </Group>
      </div>
    </article>
  );
}
