import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { call } from '../api/call';
import { toFailure } from '../api/failure';
import { keepForNow } from '../shared/forms/draft';
import { createScanner } from '../shared/keyboard/scanner';
import { specimenOf } from '../shared/keyboard/specimenCode';
import { t } from './messages';
import { useMay } from './session';

/** A scanned wristband or card opens its patient from any screen, a specimen's label its order. */
export function ScannerWatch() {
  const navigate = useNavigate();
  const mayFind = useMay('find_patients');
  const mayLaboratory = useMay('see_laboratory');
  const scanner = useRef(createScanner());
  useEffect(() => {
    if (!mayFind) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const code = scanner.current.key(event.key, event.timeStamp);
      if (!code) return;
      event.preventDefault();
      const specimen = specimenOf(code);
      if (specimen !== null) {
        if (!mayLaboratory) {
          notifications.show({ message: t('lab.scanned') });
          return;
        }
        void call('encounters.find_specimen', { specimen_number: specimen })
          .then(({ order }) => navigate({ to: '/laboratory', search: { order: order.id } }))
          .catch((thrown: unknown) => notifications.show({ color: 'red', message: toFailure(thrown, t('failure.unknown')).sentence }));
        return;
      }
      void call('people.find', { query: code, limit: 2 })
        .then(async (found) => {
          const only = found.length === 1 ? found[0] : undefined;
          if (only) return navigate({ to: '/patients/$patientId', params: { patientId: only.id } });
          keepForNow('find', { query: code });
          return navigate({ to: '/find' });
        })
        .catch(() => navigate({ to: '/find' }));
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [mayFind, mayLaboratory, navigate]);
  return null;
}
