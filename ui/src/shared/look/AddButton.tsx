import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';

/** Adds an entry to the list that it stands at. */
export function AddButton(props: { label: string; onClick: () => void; testid: string }) {
  return (
    <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={16} aria-hidden />} onClick={props.onClick} data-testid={props.testid}>
      {props.label}
    </Button>
  );
}
