// How large the letters are on this PC. Nothing about a person or a patient, so the window may keep it.

const KEY = 'holdfast-text-size';

export const textSizes = [100, 115, 130, 150, 175, 200] as const;
export type TextSize = (typeof textSizes)[number];

export function textSize(): TextSize {
  const kept = Number(localStorage.getItem(KEY));
  return textSizes.find((size) => size === kept) ?? 100;
}

/** Every length of the screens is in `rem`, so that they grow with the letters. */
export function setTextSize(size: TextSize): void {
  localStorage.setItem(KEY, String(size));
  document.documentElement.style.fontSize = `${size}%`;
}

export function restoreTextSize(): void {
  if (textSize() !== 100) setTextSize(textSize());
}
