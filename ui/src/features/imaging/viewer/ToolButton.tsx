import { ActionIcon, Group, Tooltip } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { Keys } from '../../../shared/keyboard/CheatSheet';

/** One tool: a sign, its name and its key when one stays on it. */
export function ToolButton(props: { label: string; keys?: string; icon: Icon; onClick: () => void; pressed?: boolean; disabled?: boolean; testid?: string }) {
  const { pressed, icon: Sign } = props;
  return (
    <Tooltip
      label={
        <Group gap={8} wrap="nowrap">
          {props.label}
          {props.keys && <Keys keys={props.keys} />}
        </Group>
      }
    >
      <ActionIcon
        size={32}
        variant={pressed ? 'filled' : 'subtle'}
        color={pressed ? 'accent' : 'gray'}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        disabled={props.disabled ?? false}
        onClick={props.onClick}
        aria-label={props.label}
        data-testid={props.testid}
      >
        <Sign size={19} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
