import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { call } from '../api/call';
import type { RequestOf } from '../api/commands';
import { toFailure } from '../api/failure';
import { t } from '../app/messages';

/** Makes a PDF and opens it, and says where it lies. */
export function usePrint(): (kind: RequestOf<'document.print'>['kind'], id: string) => void {
  return useCallback((kind, id) => {
    call('document.print', { kind, id })
      .then(({ path, pages }) => notifications.show({ message: t('print.done', { path, pages }) }))
      .catch((thrown: unknown) => notifications.show({ color: 'red', message: toFailure(thrown, t('failure.unknown')).sentence, autoClose: 12_000 }));
  }, []);
}
