import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { t } from '../../app/messages';
import { Quiet } from '../../shared/look/Page';
import classes from './ChartHeader.module.css';

/** A short list in the chart that opens to its full length. */
export function ChartList<T>(props: { items: readonly T[]; shown: number; empty: string; render: (item: T) => ReactNode }) {
  const [all, setAll] = useState(false);
  const { items, shown } = props;
  if (items.length === 0) return <Quiet>{props.empty}</Quiet>;
  return (
    <>
      {(all ? items : items.slice(0, shown)).map(props.render)}
      {items.length > shown && (
        <Button variant="subtle" size="compact-sm" m={6} onClick={() => setAll(!all)}>
          {all ? t('chart.show_less') : t('chart.show_all', { count: items.length })}
        </Button>
      )}
    </>
  );
}

/** One entry: what it is, what belongs to it, when. */
export function ChartRow(props: { children: ReactNode; side?: ReactNode; to?: string; search?: { on: string }; testid?: string }) {
  const inner = (
    <>
      <span className={classes.main}>{props.children}</span>
      {props.side !== undefined && <span className={classes.side}>{props.side}</span>}
    </>
  );
  if (props.to) {
    return (
      <Link to={props.to} {...(props.search ? { search: props.search } : {})} className={classes.row} data-testid={props.testid}>
        {inner}
      </Link>
    );
  }
  return (
    <div className={classes.row} data-testid={props.testid}>
      {inner}
    </div>
  );
}
