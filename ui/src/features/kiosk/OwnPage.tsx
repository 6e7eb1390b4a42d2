import { Button, Paper, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconChevronRight } from '@tabler/icons-react';
import { Link, useNavigate, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../../app/messages';
import classes from './kiosk.module.css';

/** One of a patient's pages: what it is, the way back where it lies below another, what is on it. */
export function OwnPage(props: { title: ReactNode; back?: '/me/visits' | '/me/bills' | '/me/plans' | '/me/messages'; children: ReactNode; testid: string }) {
  const navigate = useNavigate();
  const { back } = props;
  return (
    <div className={classes.page} data-testid={props.testid}>
      {back && (
        <div>
          <Button variant="default" leftSection={<IconArrowLeft size={22} className="mirrored" aria-hidden />} onClick={() => void navigate({ to: back })} data-testid="own-back">
            {t('common.back')}
          </Button>
        </div>
      )}
      <Title order={1} className={`${classes.title} any-script`}>
        {props.title}
      </Title>
      {props.children}
    </div>
  );
}

/** What belongs together on a page, under a name of its own. */
export function OwnCard(props: { title?: ReactNode; children: ReactNode; testid?: string }) {
  return (
    <Paper component="section" className={classes.card} data-testid={props.testid}>
      {props.title && (
        <Title order={2} className={classes.cardTitle}>
          {props.title}
        </Title>
      )}
      {props.children}
    </Paper>
  );
}

/** A line to read. */
export function OwnRow(props: { children: ReactNode; side?: ReactNode; testid?: string }) {
  return (
    <div className={classes.row} data-testid={props.testid}>
      <div className={classes.rowText}>{props.children}</div>
      {props.side && <div className={classes.rowSide}>{props.side}</div>}
    </div>
  );
}

/** A line that leads on: the whole of it can be touched. */
export function OwnLink(props: { to: LinkProps; icon?: ReactNode; children: ReactNode; side?: ReactNode; testid?: string }) {
  return (
    <Link {...props.to} className={classes.onward} data-testid={props.testid}>
      {props.icon && <span className={classes.onwardSign}>{props.icon}</span>}
      <div className={classes.rowText}>{props.children}</div>
      {props.side && <div className={classes.rowSide}>{props.side}</div>}
      <IconChevronRight size={26} className={`${classes.chevron} mirrored`} aria-hidden />
    </Link>
  );
}

/** A sentence where a list would stand. */
export function OwnNothing({ children }: { children: ReactNode }) {
  return (
    <Text c="dimmed" className={classes.nothing}>
      {children}
    </Text>
  );
}
