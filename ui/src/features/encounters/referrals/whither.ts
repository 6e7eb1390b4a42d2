import type { ReferralLine } from '../../../api/commands';

/** Who a referral goes to, in words. */
export function whither(referral: ReferralLine): string {
  return [referral.to_practitioner ?? referral.to_department ?? referral.to_text, referral.specialization].filter(Boolean).join(' · ');
}
