/** Two letters for a face: given and family name, without a title in front. */
export function initials(name: string): string {
  return name
    .split(/\s+/)
    .slice(-2)
    .map((part) => Array.from(part)[0] ?? '')
    .join('')
    .toUpperCase();
}
