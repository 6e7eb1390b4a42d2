import { Stack } from '@mantine/core';
import type { Warning } from '../../api/commands';
import { say } from '../../app/messages';
import { Note, type NoteTone } from '../../shared/look/Note';

const tones: Readonly<Record<string, NoteTone>> = { high: 'red', moderate: 'amber', info: 'plain' };

/** Allergies and duplicates that concern a medicine, the gravest first. */
export function Warnings(props: { warnings: readonly Warning[] }) {
  const order = ['high', 'moderate', 'info'];
  const sorted = [...props.warnings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <Stack gap={6} data-testid="medication-warnings">
      {sorted.map((warning) => (
        <Note key={warning.sentence} tone={tones[warning.severity] ?? 'plain'} testid={`warning-${warning.kind}`}>
          {say(warning.sentence)}
        </Note>
      ))}
    </Stack>
  );
}
