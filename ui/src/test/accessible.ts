import axe from 'axe-core';
import { expect } from 'vitest';

// axe takes a placeholder or a tooltip for the name of a field. Both are gone once somebody types, so a
// field here has a label, or words that only a screen reader reads.
const names = ['implicit-label', 'explicit-label', 'aria-label', 'aria-labelledby', 'presentational-role'];
axe.configure({
  rules: [
    { id: 'label', any: names },
    { id: 'select-name', any: names },
    { id: 'aria-input-field-name', any: ['aria-label', 'aria-labelledby'] },
  ],
});

/**
 * Nothing is found by axe in the window as it stands. Colours need a real browser, which jsdom is not,
 * and the heads of windows over a screen are no landmarks of the page, though axe takes them for some.
 */
export async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false }, 'landmark-no-duplicate-banner': { enabled: false }, 'landmark-unique': { enabled: false } } });
  expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}
