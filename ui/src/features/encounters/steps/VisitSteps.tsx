import { ActionIcon, Menu, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../../api/call';
import { toFailure, type Failure } from '../../../api/failure';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { useShortcuts } from '../../../shared/keyboard/useShortcuts';
import { CallOffVisit } from './CallOffVisit';
import { RoomForm } from './RoomForm';
import { goesOn, isWaiting, STEPS, type SteppingVisit } from './steps';

interface Props {
  visit: SteppingVisit;
  /** Brings what is typed into the record, and answers the version that then stands; the one shown where nothing is typed. */
  version?: () => Promise<number>;
  /** The booking of the visit, where it is known: by it the room can be changed while the doctor is there, too. */
  booking?: { id: string; version: number };
  /** What a step was refused for; the windows say their own. */
  onFailure: (failure: Failure | null) => void;
  /** Whether the steps have keys on this screen, as they have where it shows one visit. */
  keys?: boolean;
  large?: boolean;
}

type Open = 'nothing' | 'room' | 'leave' | 'cancel';

/** Where a visit can go from here: triaged, into a room, to the doctor, away unseen, called off. */
export function VisitSteps(props: Props) {
  const { visit, onFailure } = props;
  const may = useMay(STEPS);
  const leave = useAct('encounters.leave_unseen');
  const [open, setOpen] = useState<Open>('nothing');
  const close = () => setOpen('nothing');
  const version = props.version ?? (() => Promise.resolve(visit.version));
  const patient = visit.patient.display_name;
  const waiting = isWaiting(visit.status);
  const shown = may && goesOn(visit.status);
  const step = (stage: 'triaged' | 'in_progress') => {
    onFailure(null);
    version()
      .then((now) => call('encounters.move_visit', { id: visit.id, version: now, stage, room: null }))
      .then(() => notifications.show({ message: t(stage === 'triaged' ? 'visit_step.triaged' : 'visit_step.with_doctor', { patient }) }))
      .catch((thrown: unknown) => onFailure(toFailure(thrown, t('failure.unknown'))));
  };
  const keyed = shown && waiting && props.keys === true;
  useShortcuts(keyed ? [{ keys: 'alt+0', scope: 'screen', label: 'queue.room', run: () => setOpen('room') }] : []);
  if (!shown) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon {...(props.large ? { variant: 'default', size: 36 } : { variant: 'subtle', color: 'gray' })} aria-label={t('visit_step.more', { patient })} data-testid="visit-steps">
            <IconDots size={props.large ? 18 : 16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {visit.status === 'arrived' && (
            <Menu.Item onClick={() => step('triaged')} data-testid="visit-step-triaged">
              {t('visit_step.triage')}
            </Menu.Item>
          )}
          {(waiting || props.booking) && (
            <Menu.Item onClick={() => setOpen('room')} data-testid="visit-step-room">
              {t(visit.room === null ? 'queue.room' : 'visit_step.other_room')}
            </Menu.Item>
          )}
          {waiting && (
            <>
              <Menu.Item onClick={() => step('in_progress')} data-testid="visit-step-doctor">
                {t('queue.with_doctor')}
              </Menu.Item>
              <Menu.Item onClick={() => setOpen('leave')} data-testid="visit-step-leave">
                {t('visit_step.leave')}
              </Menu.Item>
            </>
          )}
          <Menu.Item color="red" onClick={() => setOpen('cancel')} data-testid="visit-step-cancel">
            {t('visit_step.cancel')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal opened={open === 'room'} onClose={close} title={t('visit_step.room.title', { patient })}>
        {open === 'room' && <RoomForm visit={visit} version={version} booking={props.booking} onDone={close} />}
      </Modal>
      {open === 'leave' && (
        <AskReason
          title={t('visit_step.leave.title', { patient })}
          draft={`leave-unseen:${visit.id}`}
          text={t('visit_step.leave.text')}
          label={t('visit_step.leave.reason')}
          optional
          submit={t('visit_step.leave')}
          danger
          send={async (reason) => leave.mutateAsync({ id: visit.id, version: await version(), reason: reason === '' ? null : reason })}
          onDone={() => {
            notifications.show({ message: t('visit_step.left', { patient }) });
            close();
          }}
          onClose={close}
          testid="leave-unseen"
        />
      )}
      <Modal opened={open === 'cancel'} onClose={close} title={t('visit_step.cancel.title', { patient })}>
        {open === 'cancel' && <CallOffVisit visit={visit} version={version} onDone={close} />}
      </Modal>
    </>
  );
}
