import { Anchor, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPrinter } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { call } from '../api/call';
import type { RequestOf, ResponseOf } from '../api/commands';
import { toFailure } from '../api/failure';
import { locale, t, word } from '../app/messages';

export type PaperKind = RequestOf<'document.print'>['kind'];

/** How long a toast stays that somebody may want to act on. */
const TO_ACT_MS = 20_000;

/** Says what became of a paper; one that failed leads to the queue. */
export function useSayPrinted(): (kind: PaperKind, printed: ResponseOf<'document.print'>) => void {
  const navigate = useNavigate();
  return useCallback(
    (kind, printed) => {
      const paper = word('print_kind', kind);
      if (printed.outcome === 'saved') {
        notifications.show({ message: t('print.done', { path: printed.path, pages: printed.pages }) });
      } else if (printed.outcome === 'handed_over') {
        notifications.show({ message: t('print.handed_over', { paper, printer: printed.printer }) });
      } else {
        const id = crypto.randomUUID();
        const open = () => {
          notifications.hide(id);
          void navigate({ to: '/settings', search: { tab: 'printing' } });
        };
        notifications.show({
          id,
          color: 'red',
          autoClose: TO_ACT_MS,
          title: t('print.kept', { paper, printer: printed.printer }),
          message: (
            <>
              {printed.trouble}{' '}
              <Anchor component="button" type="button" size="sm" onClick={open} data-testid="print-open-queue">
                {t('print.queue.open')}
              </Anchor>
            </>
          ),
        });
      }
    },
    [navigate],
  );
}

/** Prints a paper on its printer, or saves and opens it where its kind has none, and says which. */
export function usePrint(): (kind: PaperKind, id: string) => void {
  const say = useSayPrinted();
  return useCallback(
    (kind, id) => {
      call('document.print', { kind, id, language: locale() })
        .then((printed) => say(kind, printed))
        .catch((thrown: unknown) => notifications.show({ color: 'red', message: toFailure(thrown, t('failure.unknown')).sentence, autoClose: 12_000 }));
    },
    [say],
  );
}

/** Says that something was done, with the label or band that belongs to it at hand. */
export function offerToPrint(message: string, label: string, print: () => void): void {
  const id = crypto.randomUUID();
  notifications.show({
    id,
    autoClose: TO_ACT_MS,
    title: message,
    message: (
      <Button
        mt={4}
        size="compact-sm"
        variant="default"
        leftSection={<IconPrinter size={15} />}
        onClick={() => {
          notifications.hide(id);
          print();
        }}
        data-testid="print-offered"
      >
        {label}
      </Button>
    ),
  });
}
