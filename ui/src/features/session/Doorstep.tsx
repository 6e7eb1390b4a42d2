import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { LanguageChoice } from '../../app/LanguageChoice';
import { t } from '../../app/messages';
import classes from './session.module.css';

/** The quiet frame of everything before the screens: one card, nothing else. */
export function Doorstep(props: { title: string; text?: string; children: ReactNode; wide?: boolean }) {
  return (
    <main className={classes.doorstep}>
      <div className={classes.mark}>
        <img src="/holdfast.svg" alt="" width={34} height={34} />
        <span>{t('app.name')}</span>
      </div>
      <Paper className={classes.card} data-wide={props.wide || undefined}>
        <Stack gap="md">
          <div>
            <Title order={1}>{props.title}</Title>
            {props.text && (
              <Text c="dimmed" mt={4}>
                {props.text}
              </Text>
            )}
          </div>
          {props.children}
        </Stack>
      </Paper>
      <LanguageChoice />
    </main>
  );
}
