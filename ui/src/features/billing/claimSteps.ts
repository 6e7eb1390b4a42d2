// What can be done with a claim, by how far it is; the clinic decides the same again.

import type { ClaimLine } from '../../api/commands';

export type ClaimStep = 'submit' | 'acknowledge' | 'approve' | 'deny' | 'settle' | 'resubmit' | 'cancel';

/** The steps of a claim, the most likely first. `siblings` are the claims of the same invoice. */
export function stepsOf(claim: ClaimLine, siblings: readonly ClaimLine[]): readonly ClaimStep[] {
  // What an insurer has paid on is neither promised anew nor taken back.
  const untouched = claim.paid_minor === 0;
  switch (claim.status) {
    case 'draft':
      return ['submit', 'cancel'];
    case 'submitted':
      return ['acknowledge', 'approve', 'deny', 'cancel'];
    case 'acknowledged':
      return ['approve', 'deny', 'cancel'];
    case 'approved':
      return untouched ? ['settle', 'approve', 'cancel'] : ['settle'];
    case 'denied':
      return repeatedBy(claim, siblings) ? [] : ['resubmit'];
    default:
      return [];
  }
}

/** The claim that was made in the place of a denied one. */
export function repeatedBy(claim: ClaimLine, siblings: readonly ClaimLine[]): ClaimLine | undefined {
  return siblings.find((each) => each.resubmits_id === claim.id && each.status !== 'cancelled' && each.status !== 'entered_in_error');
}
