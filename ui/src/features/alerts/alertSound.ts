// The sound of an alert, made by the window itself: no file, no other host. Whether it is wanted is
// kept on this PC and says nothing about anybody.

import { windowSettings } from '../../app/windowSettings';

let context: AudioContext | null = null;

/** When each pulse begins, in seconds: the more urgent, the more of them and the closer together. */
function pulses(urgency: number): readonly number[] {
  if (urgency <= 1) return [0, 0.2, 0.4, 0.75, 0.95, 1.6, 1.8, 2.0, 2.35, 2.55];
  if (urgency <= 3) return [0, 0.3, 0.6];
  return [0, 0.4];
}

/** Sounds once, whatever was chosen; false where this PC cannot. */
export async function soundAlert(urgency: number): Promise<boolean> {
  if (typeof AudioContext === 'undefined') return false;
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') await context.resume();
    const start = context.currentTime + 0.05;
    for (const at of pulses(urgency)) {
      const tone = context.createOscillator();
      const loudness = context.createGain();
      tone.frequency.value = urgency <= 1 ? 880 : 660;
      // A tone that begins and ends at full loudness clicks.
      loudness.gain.setValueAtTime(0, start + at);
      loudness.gain.linearRampToValueAtTime(0.5, start + at + 0.02);
      loudness.gain.setValueAtTime(0.5, start + at + 0.11);
      loudness.gain.linearRampToValueAtTime(0, start + at + 0.15);
      tone.connect(loudness).connect(context.destination);
      tone.start(start + at);
      tone.stop(start + at + 0.16);
    }
    return true;
  } catch {
    return false;
  }
}

/** Sounds unless somebody has turned the sound off on this PC. */
export function soundUnlessMuted(urgency: number): void {
  if (!windowSettings().alerts_muted) void soundAlert(urgency);
}
