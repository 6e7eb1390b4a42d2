// What a PC may be for.

import { t, word } from '../../../app/messages';

const codes = ['front_desk', 'clinical', 'pharmacy', 'laboratory', 'imaging', 'finance', 'administration', 'whole'] as const;

/** The uses that a PC may have, for a choice. */
export function profiles(): { value: string; label: string }[] {
  return codes.map((value) => ({ value, label: word('device_profile', value) }));
}

interface Placed {
  profile: string | null;
  site: string | null;
}

/** A PC that does not hold everything holds what belongs to its site. */
function needsSite(placed: Placed): boolean {
  return placed.profile !== null && placed.profile !== 'whole';
}

/** What is wrong with where it stands, if anything. */
export function siteMissing(placed: Placed): string | null {
  return needsSite(placed) && placed.site === null ? t('device.site.missing') : null;
}

/** What stands in an empty choice of the site. */
export function anySite(placed: Placed): string {
  return needsSite(placed) ? '' : t('device.site.none');
}
