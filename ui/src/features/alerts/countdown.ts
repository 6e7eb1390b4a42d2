/** `2:05` until then; nothing once it has come. */
export function countdown(at: number, now: number): string | null {
  const seconds = Math.ceil((at - now) / 1_000_000);
  if (seconds <= 0) return null;
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
