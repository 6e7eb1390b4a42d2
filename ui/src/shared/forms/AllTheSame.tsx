import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../../api/failure';
import { Note } from '../look/Note';

interface Props {
  /** What the clinic warns of; nothing is shown where it does not. */
  failure: Failure | null;
  /** What the button says that goes on. */
  action: string;
  /** Harm may come of going on. */
  grave?: boolean;
  busy?: boolean;
  onGoOn: () => void;
  /** What must be said before one may go on. */
  children?: ReactNode;
  testid: string;
  actionTestid: string;
}

/** A warning of the clinic, and the way to go on all the same once it has been read. */
export function AllTheSame(props: Props) {
  if (!props.failure) return null;
  return (
    <Note tone={props.grave ? 'red' : 'amber'} testid={props.testid}>
      <div className="prewrap">{props.failure.sentence}</div>
      {props.children}
      <Button mt="xs" size="compact-sm" {...(props.grave ? { color: 'red', variant: 'outline' } : { variant: 'default' })} loading={props.busy ?? false} onClick={props.onGoOn} data-testid={props.actionTestid}>
        {props.action}
      </Button>
    </Note>
  );
}
