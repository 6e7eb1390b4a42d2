import { Badge } from '@mantine/core';
import { word } from '../../app/messages';

const tones: Readonly<Record<string, string>> = { planned: 'gray', in_progress: 'accent', completed: 'green', no_show: 'orange', cancelled: 'gray' };

/** Where a session is on its course. */
export function SessionState(props: { status: string }) {
  return <Badge color={tones[props.status] ?? 'gray'}>{word('therapy_status', props.status)}</Badge>;
}
