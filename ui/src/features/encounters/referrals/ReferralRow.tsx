import { ActionIcon, Badge, Button, Drawer, Group, Menu, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconDots, IconSend } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../../api/call';
import type { ReferralLine } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t, word } from '../../../app/messages';
import { useMay, useSite, useUser } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { FailureNote } from '../../../shared/look/Note';
import { showDay } from '../../../shared/time/format';
import { ageAndGender } from '../../people/patientFacts';
import classes from '../rows.module.css';
import { AcceptForm } from './AcceptForm';
import { ReferralForm } from './ReferralForm';
import { whither } from './whither';

type Ending = 'decline' | 'complete' | 'cancel';
const OVER = ['completed', 'declined', 'cancelled'];

/** A referral with what can be done with it by who sends and by who is asked. */
export function ReferralRow(props: { referral: ReferralLine; withPatient?: boolean; pointed?: boolean }) {
  const { referral } = props;
  const { time_zone: zone } = useSite();
  const user = useUser();
  const mayWrite = useMay('write_referrals');
  const send = useAct('encounters.send_referral');
  const [open, setOpen] = useState<'nothing' | 'change' | 'accept' | Ending>('nothing');
  const close = () => setOpen('nothing');
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (props.pointed) place.current?.scrollIntoView({ block: 'center' });
  }, [props.pointed]);
  const { status } = referral;
  // Whoever it does not name may answer for a department, or for a colleague who is away.
  const forMe = referral.to_practitioner_id !== null && referral.to_practitioner_id === user.practitioner_id;
  const draft = status === 'draft';
  const answerable = status === 'sent' || status === 'accepted';
  const end = (ending: Ending, outcome: string) => {
    const request = { id: referral.id, version: referral.version, outcome };
    return ending === 'decline' ? call('encounters.decline_referral', request) : ending === 'complete' ? call('encounters.complete_referral', request) : call('encounters.cancel_referral', request);
  };
  const name = referral.patient.display_name;
  return (
    <article ref={place} className={classes.row} data-pointed={props.pointed || undefined} aria-label={t('referral.one', { name, to: whither(referral) })} data-testid="referral-row">
      <div className={classes.what}>
        <Group gap={6}>
          {props.withPatient && (
            <Link to="/patients/$patientId" params={{ patientId: referral.patient.id }} className={classes.name}>
              {name}
            </Link>
          )}
          <Text span size="sm" fw={props.withPatient ? 400 : 560} className="any-script">
            {props.withPatient ? ageAndGender(referral.patient) : whither(referral)}
          </Text>
          {referral.priority !== 'routine' && (
            <Badge color={referral.priority === 'stat' ? 'red' : 'orange'} leftSection={<IconAlertTriangle size={12} aria-hidden />}>
              {word('order_priority', referral.priority)}
            </Badge>
          )}
          <Badge color={OVER.includes(status) ? 'gray' : 'accent'}>{word('referral_status', status)}</Badge>
        </Group>
        <Text size="sm" className="any-script prewrap">
          {referral.reason}
        </Text>
        {referral.notes && (
          <Text size="sm" c="dimmed" className="any-script prewrap">
            {referral.notes}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="any-script">
          {[
            referral.from && t('referral.from', { name: referral.from }),
            props.withPatient && !forMe && t('referral.goes_to', { name: whither(referral) }),
            props.withPatient && forMe && referral.specialization,
            referral.sent_at === null ? t('referral.not_sent') : t('referral.sent_on', { when: showDay(referral.sent_at, zone) }),
            status === 'accepted' && t(referral.appointment_id ? 'referral.booked' : 'referral.not_booked'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {referral.outcome && (
          <Text size="sm" className="any-script prewrap">
            {t('referral.outcome', { outcome: referral.outcome })}
          </Text>
        )}
        <FailureNote failure={send.error} />
      </div>
      {mayWrite && !OVER.includes(status) && (
        <Group gap={6} wrap="nowrap">
          {draft && (
            <Button
              size="compact-sm"
              leftSection={<IconSend size={15} className="mirrored" />}
              loading={send.isPending}
              onClick={() => send.mutate({ id: referral.id, version: referral.version }, { onSuccess: () => notifications.show({ message: t('referral.sent') }) })}
              data-testid="referral-send"
            >
              {t('referral.send')}
            </Button>
          )}
          {status === 'sent' && referral.to_text === null && (
            <Button size="compact-sm" variant={forMe ? 'filled' : 'default'} onClick={() => setOpen('accept')} data-testid="referral-accept">
              {t('referral.accept')}
            </Button>
          )}
          {answerable && (status === 'accepted' || referral.to_text !== null) && (
            <Button size="compact-sm" variant={forMe ? 'filled' : 'default'} onClick={() => setOpen('complete')} data-testid="referral-complete">
              {t('referral.complete')}
            </Button>
          )}
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={t('referral.more', { name })} data-testid="referral-more">
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {draft && <Menu.Item onClick={() => setOpen('change')}>{t('referral.change')}</Menu.Item>}
              {status === 'sent' && referral.to_text === null && <Menu.Item onClick={() => setOpen('complete')}>{t('referral.complete')}</Menu.Item>}
              {answerable && (
                <Menu.Item onClick={() => setOpen('decline')} data-testid="referral-decline">
                  {t('referral.decline')}
                </Menu.Item>
              )}
              <Menu.Item color="red" onClick={() => setOpen('cancel')} data-testid="referral-cancel">
                {t('referral.cancel')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      )}
      {(['decline', 'complete', 'cancel'] as const).map((ending) => (
        <AskReason
          key={ending}
          opened={open === ending}
          title={t(`referral.${ending}.title`, { name })}
          draft={`referral-${ending}:${referral.id}`}
          text={t(`referral.${ending}.text`)}
          label={t(`referral.${ending}.label`)}
          field="outcome"
          submit={t(`referral.${ending}`)}
          danger={ending === 'cancel'}
          send={(outcome) => end(ending, outcome)}
          onClose={close}
          testid={`referral-${ending}`}
        />
      ))}
      <Drawer opened={open === 'change'} onClose={close} title={t('referral.change')} size="30rem">
        {open === 'change' && <ReferralForm patientId={referral.patient.id} visitId={referral.visit_id} referral={referral} onDone={close} />}
      </Drawer>
      <Drawer opened={open === 'accept'} onClose={close} title={t('referral.accept.title', { name })} size="30rem">
        {open === 'accept' && <AcceptForm referral={referral} onDone={close} />}
      </Drawer>
    </article>
  );
}
