import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useShortcuts } from '../keyboard/useShortcuts';
import classes from './Desk.module.css';

/** A list to choose from, with the means to narrow it above, beside what was chosen. */
export function Desk(props: { tools: ReactNode; list: ReactNode; label: string; children: ReactNode }) {
  return (
    <div className={classes.desk}>
      <div className={classes.side}>
        {props.tools}
        <nav className={classes.list} aria-label={props.label}>
          {props.list}
        </nav>
      </div>
      <div className={classes.chosen}>{props.children}</div>
    </div>
  );
}

/** What lies together in the list, such as the medicines of one prescription. */
export function DeskGroup(props: { title: ReactNode; children: ReactNode; tone?: 'calm' | 'long' | 'too_long'; testid?: string }) {
  return (
    <section className={classes.group} data-tone={props.tone} data-testid={props.testid}>
      {props.title && <div className={classes.groupHead}>{props.title}</div>}
      {props.children}
    </section>
  );
}

export function DeskRow(props: { chosen: boolean; onChoose: () => void; children: ReactNode; testid?: string }) {
  return (
    <UnstyledButton className={classes.row} aria-current={props.chosen || undefined} onClick={props.onChoose} data-testid={props.testid}>
      {props.children}
    </UnstyledButton>
  );
}

/** Alt and the arrows go through the list from wherever one is typing. */
export function useDeskKeys(ids: readonly string[], chosen: string | null, choose: (id: string) => void): void {
  const step = (by: 1 | -1) => {
    const at = chosen === null ? -1 : ids.indexOf(chosen);
    const next = at === -1 ? (by === 1 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by));
    const id = ids[next];
    if (id !== undefined) choose(id);
  };
  useShortcuts([
    { keys: 'alt+ArrowDown', scope: 'screen', label: 'keys.next_row', run: () => step(1) },
    { keys: 'alt+ArrowUp', scope: 'screen', label: 'keys.previous_row', run: () => step(-1) },
  ]);
}
