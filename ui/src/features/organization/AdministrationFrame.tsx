import { Group } from '@mantine/core';
import { IconCornerLeftUp, IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { t } from '../../app/messages';
import type { Ability } from '../../app/permissions';
import { useMay } from '../../app/session';
import { Page, Teach } from '../../shared/look/Page';
import classes from './Administration.module.css';

/** A page below Administration: the way back, and a plain word for whoever may not see it. */
export function AdministrationFrame(props: { title: string; above?: { to: '/administration/rules'; title: string }; needs: Ability; actions?: ReactNode; width?: string; testid: string; children: ReactNode }) {
  const may = useMay(props.needs);
  return (
    <Page
      title={props.title}
      width={props.width ?? '76rem'}
      testid={props.testid}
      actions={may ? props.actions : undefined}
    >
      <Group component="nav" aria-label={t('nav.administration')} gap={6} className={classes.crumbs}>
        <IconCornerLeftUp size={15} aria-hidden className="mirrored" />
        <Link to="/administration">{t('nav.administration')}</Link>
        {props.above && (
          <>
            <span aria-hidden>/</span>
            <Link to={props.above.to}>{props.above.title}</Link>
          </>
        )}
      </Group>
      {may ? props.children : <Teach icon={<IconLock size={46} stroke={1.3} />} title={t('admin.not_yours')} text={t('admin.not_yours.text')} />}
    </Page>
  );
}
