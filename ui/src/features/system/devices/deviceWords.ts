// How a PC is doing, in words.

import type { DeviceAtCentre } from '../../../api/shell';
import { t } from '../../../app/messages';
import { showDayAndTime, showDuration, showNumber } from '../../../shared/time/format';

/** As many changes are counted, and no more. */
const COUNTED = 10_000;
const DAY = 86_400_000_000;

function age(now: number, at: number): string {
  return showDuration((now - at) / 1_000_000);
}

/** When the centre last heard of it. */
export function contact(device: DeviceAtCentre, now: number): string {
  return device.last_seen_at === null ? t('device.contact.never') : t('device.contact.ago', { age: age(now, device.last_seen_at) });
}

/** That it has been silent for a third of the time that it may be, or for all of it; null before. */
export function silence(device: DeviceAtCentre, leaseDays: number, now: number): string | null {
  if (device.last_seen_at === null || device.revoked_at !== null) return null;
  const days = (now - device.last_seen_at) / DAY;
  if (days * 3 < leaseDays) return null;
  return t(days > leaseDays ? 'device.silent.locked' : 'device.silent', { age: age(now, device.last_seen_at) });
}

/** What it has not fetched yet. */
export function behind(device: DeviceAtCentre, now: number): string {
  if (device.behind === null) return t('device.unknown');
  if (device.behind === 0 || device.behind_since === null) return t('device.behind.none');
  const oldest = age(now, device.behind_since);
  return device.behind < COUNTED ? t('device.behind.changes', { count: device.behind, age: oldest }) : t('device.behind.many', { count: showNumber(COUNTED, 0), age: oldest });
}

/** What waited on it when it last said so. */
export function waiting(device: DeviceAtCentre, zone: string): string {
  if (device.waiting === null || device.told_at === null) return t('device.unknown');
  const when = showDayAndTime(device.told_at, zone);
  if (device.waiting === 0 || device.oldest_waiting_at === null) return t('device.waiting.changes', { count: device.waiting, when });
  return t('device.waiting.oldest', { count: device.waiting, when, oldest: showDayAndTime(device.oldest_waiting_at, zone) });
}

/** Whether a revoked PC has come back to hand over and forget. */
export function revoked(device: DeviceAtCentre, zone: string): string | null {
  if (device.revoked_at === null) return null;
  const when = showDayAndTime(device.revoked_at, zone);
  return t(device.left_at === null ? 'device.revoked.not_back' : 'device.revoked', { when });
}
