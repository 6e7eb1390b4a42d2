import { MantineProvider, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { expectAccessible } from './accessible';

const shown = (field: ReactNode) => render(<MantineProvider>{<main><h1>Fields</h1>{field}</main>}</MantineProvider>);

test('a field with a label has a name, and so has one that only a screen reader hears', async () => {
  shown(
    <>
      <TextInput label="Room" placeholder="A 12" />
      <Select label="Ward" placeholder="Any" data={['East']} />
      <Textarea aria-label="Note" placeholder="What was said" />
    </>,
  );
  await expectAccessible();
});

for (const [what, field] of [
  ['line', <TextInput key="a" placeholder="Room" />],
  ['number', <NumberInput key="b" placeholder="Days" />],
  ['text', <Textarea key="c" placeholder="Note" />],
  ['choice', <Select key="d" placeholder="Ward" data={['East']} />],
  ['line with a tooltip', <input key="e" title="Room" />],
  ['list', <select key="f" title="Ward" />],
] as const) {
  test(`a ${what} without a name of its own is found`, async () => {
    shown(field);
    const found: unknown = await expectAccessible().then(
      () => null,
      (thrown: unknown) => (thrown as { actual: unknown }).actual,
    );
    expect(found).toContainEqual(expect.stringMatching(/^(label|select-name|aria-input-field-name): /));
  });
}
