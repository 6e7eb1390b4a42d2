import { Badge } from '@mantine/core';
import type { ClaimLine } from '../../api/commands';
import { word } from '../../app/messages';

const colors: Readonly<Record<ClaimLine['status'], string>> = {
  draft: 'gray',
  submitted: 'accent',
  acknowledged: 'accent',
  approved: 'green',
  settled: 'gray',
  denied: 'red',
  cancelled: 'gray',
  entered_in_error: 'gray',
};

/** How far a claim is on its way to being paid. */
export function ClaimState(props: { status: ClaimLine['status'] }) {
  return <Badge color={colors[props.status]}>{word('claim_status', props.status)}</Badge>;
}
