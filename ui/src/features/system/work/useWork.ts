import { listen } from '@tauri-apps/api/event';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Failure } from '../../../api/failure';
import type { HowFar, Work, WorkKind, WorkOf } from '../../../api/shell';
import { useCommand } from '../../../api/useCommand';

const key = ['work.all', {}] as const;

/** The work of a kind that is or was at work here; how far it is comes from the shell, unasked. */
export function useWork<K extends WorkKind>(kind: K): { work: WorkOf<K> | null; failure: Failure | null } {
  const client = useQueryClient();
  useEffect(() => {
    const stopping = listen<HowFar>('long-work', ({ payload }) => {
      const goesOn = payload.state === 'running' || payload.state === 'stopping';
      const known = client.getQueryData<Work[]>(key)?.some((work) => work.kind === payload.kind && work.ended_at === null);
      if (goesOn && known) {
        client.setQueryData<Work[]>(key, (works) => works?.map((work) => (work.kind === payload.kind ? ({ ...work, ...payload } as Work) : work)));
      } else {
        // What came of it, or a work that began elsewhere, is asked for: the event does not carry it.
        void client.invalidateQueries({ queryKey: key });
      }
    });
    return () => void stopping.then((stop) => stop());
  }, [client]);
  const { data, error } = useCommand('work.all', {}, []);
  const is = (work: Work): work is Extract<Work, { kind: K }> => work.kind === kind;
  return { work: (data?.find(is) ?? null) as WorkOf<K> | null, failure: error };
}

/** Shows a work at once that was begun here, without waiting for the next event. */
export function useBegun(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: key });
}

/** Whether it is at work now. */
export function isAtWork(work: HowFar | null): boolean {
  return work?.state === 'running' || work?.state === 'stopping';
}
