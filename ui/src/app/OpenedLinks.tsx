import { notifications } from '@mantine/notifications';
import { listen } from '@tauri-apps/api/event';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { call } from '../api/call';
import type { Failure } from '../api/failure';
import type { OpenedLink } from '../api/shell';
import { keepDraft } from '../shared/forms/draft';

/**
 * Follows a link that was opened outside the window, such as `holdfast://patient/A-000001`. It waits in
 * the shell until somebody is signed in, and each screen asks the clinic whether that person may see it.
 */
export function OpenedLinks() {
  const navigate = useNavigate();
  useEffect(() => {
    async function follow(link: OpenedLink): Promise<void> {
      if (link.to === 'patient') return navigate({ to: '/patients/$patientId', params: { patientId: link.id } });
      if (link.to === 'alert') return navigate({ to: '/alerts', search: { alert: link.id } });
      // Search forgives typing errors, and a link must not: it opens the record of this very number or none.
      const found = await call('people.find', { query: link.number, limit: 20 });
      const exact = found.filter((patient) => patient.mrn?.toLowerCase() === link.number.toLowerCase());
      const only = exact.length === 1 ? exact[0] : undefined;
      if (only) return navigate({ to: '/patients/$patientId', params: { patientId: only.id } });
      keepDraft('find', { query: link.number });
      return navigate({ to: '/find' });
    }
    async function take(): Promise<void> {
      const { link, sentence } = await call('desktop.opened', {});
      if (sentence) notifications.show({ message: sentence, color: 'red', autoClose: false });
      if (link) await follow(link);
    }
    const refused = (failure: Failure) => {
      if (failure.code !== 'locked') notifications.show({ message: failure.sentence, color: 'red', autoClose: false });
    };
    const ask = () => void take().catch(refused);
    const stopping = listen('link-opened', ask);
    ask();
    return () => void stopping.then((stop) => stop());
  }, [navigate]);
  return null;
}
