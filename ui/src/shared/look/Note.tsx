import { Anchor } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../api/failure';
import { t } from '../../app/messages';
import classes from './look.module.css';

export type NoteTone = 'red' | 'amber' | 'green' | 'plain';

/** A sentence that must be seen, with a sign as well as a colour. */
export function Note(props: { tone: NoteTone; children: ReactNode; testid?: string }) {
  const Icon = props.tone === 'plain' ? IconInfoCircle : props.tone === 'green' ? IconCircleCheck : IconAlertTriangle;
  return (
    <div className={classes.note} data-tone={props.tone} role={props.tone === 'red' ? 'alert' : 'status'} data-testid={props.testid}>
      <Icon size={18} aria-hidden />
      <div className={classes.noteBody}>{props.children}</div>
    </div>
  );
}

/** Why a command was refused, in the clinic's own words. */
export function FailureNote(props: { failure: Failure | null | undefined }) {
  if (!props.failure) return null;
  return (
    <Note tone="red" testid="failure">
      {props.failure.sentence}
    </Note>
  );
}

/** Tells that a form was filled from an earlier, unfinished attempt. */
export function DraftNote(props: { restored: boolean; onAfresh: () => void }) {
  if (!props.restored) return null;
  return (
    <Note tone="plain">
      {t('draft.restored')}{' '}
      <Anchor component="button" type="button" size="sm" onClick={props.onAfresh}>
        {t('draft.afresh')}
      </Anchor>
    </Note>
  );
}
