import { Group, Paper, Stack, Text, Title, type StackProps } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './look.module.css';

/** A screen: its name, what one can do on it, its content. */
export function Page(props: { title: ReactNode; actions?: ReactNode; children: ReactNode; width?: string; testid?: string }) {
  return (
    <div className={classes.page} style={{ maxWidth: props.width ?? '88rem' }} data-testid={props.testid}>
      <Group justify="space-between" mb="md" mih="2.25rem" gap="sm">
        <Title order={1}>{props.title}</Title>
        {props.actions && <Group gap="xs">{props.actions}</Group>}
      </Group>
      {props.children}
    </div>
  );
}

/** A titled surface. */
export function Panel(props: {
  title?: ReactNode;
  count?: number;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  testid?: string;
  gap?: StackProps['gap'];
}) {
  return (
    <Paper component="section" className={classes.panel} data-testid={props.testid}>
      {(props.title || props.actions) && (
        <Group className={classes.panelHead} justify="space-between" gap="xs">
          <Title order={2} className={classes.panelTitle}>
            {props.title}
            {props.count !== undefined && props.count > 0 && (
              <Text span c="dimmed" fw={500} size="sm" ms={8} className="numbers">
                {props.count}
              </Text>
            )}
          </Title>
          {props.actions}
        </Group>
      )}
      {props.flush ? props.children : <Stack className={classes.panelBody} gap={props.gap ?? 'sm'}>{props.children}</Stack>}
    </Paper>
  );
}

/** One line where a list has nothing to show, or a word about it that does not press. */
export function Quiet(props: { children: ReactNode; role?: 'status'; testid?: string }) {
  return (
    <div className={classes.quiet} role={props.role} data-testid={props.testid}>
      {props.children}
    </div>
  );
}

/** Nothing to show yet: says why, and what to do about it. */
export function Teach(props: { icon?: ReactNode; title: string; text?: string; children?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py="lg" px="md" className={classes.teach}>
      {props.icon && <div className={classes.teachIcon}>{props.icon}</div>}
      <Text fw={600}>{props.title}</Text>
      {props.text && (
        <Text size="sm" c="dimmed" ta="center" maw="32rem">
          {props.text}
        </Text>
      )}
      {props.children}
    </Stack>
  );
}
