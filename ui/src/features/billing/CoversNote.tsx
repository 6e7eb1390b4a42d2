import type { Dashboard } from '../../api/commands';
import { say } from '../../app/messages';
import { Note } from '../../shared/look/Note';

/** Says which branches a sum leaves out, so that a part does not pass for the whole. */
export function CoversNote(props: { covers: Dashboard['covers'] | undefined }) {
  return props.covers?.limits ? <Note tone="plain">{say(props.covers.limits)}</Note> : null;
}
