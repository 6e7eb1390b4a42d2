import { Fragment, type ReactNode } from 'react';
import classes from './Facts.module.css';

/** Names and values in two columns; rows without a value are left out. */
export function Facts(props: { rows: readonly (readonly [string, ReactNode])[] }) {
  const rows = props.rows.filter(([, value]) => value !== null && value !== undefined && value !== '');
  if (rows.length === 0) return null;
  return (
    <dl className={classes.facts}>
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd className="any-script">{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
