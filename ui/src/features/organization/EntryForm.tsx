import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { DraftNote, FailureNote } from '../../shared/look/Note';

/** What every drawer that changes one entry has: draft, refusal, closing and saving. */
export function EntryForm(props: { children: ReactNode; restored: boolean; onAfresh: () => void; banner: Failure | null; busy: boolean; onSubmit: () => void; onClose: () => void; testid: string }) {
  useDialogKeys(props.onClose, props.onSubmit);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
      data-testid={props.testid}
    >
      <Stack gap="sm">
        <DraftNote restored={props.restored} onAfresh={props.onAfresh} />
        {props.children}
        <FailureNote failure={props.banner} />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={props.onClose}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={props.busy} data-testid={`${props.testid}-save`}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
