import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useCallback, useEffect, useMemo, type ReactNode } from 'react';
import { call, onLocked } from '../api/call';
import type { SessionState, SignedInUser, Site } from '../api/shell';
import type { Failure } from '../api/failure';
import { draftsBelongTo } from '../shared/forms/draft';
import { allows, type Ability } from './permissions';
import { followWindowSettings } from './windowSettings';

const KEY = ['session.state'];

interface Session {
  state: SessionState;
  /** Takes over the state that a session command answered with. */
  apply: (next: SessionState) => Promise<void>;
  /** Asks the shell again. */
  refresh: () => Promise<void>;
}

/** Speaks the language of whoever is here now, and lays out what they left unfinished. */
async function welcome(state: SessionState): Promise<void> {
  await Promise.all([followWindowSettings(), state.user ? draftsBelongTo(state.user.id) : undefined]);
}

const SessionContext = createContext<Session | null>(null);

/** Knows who is signed in. What a locked person's screens had read is forgotten with the lock. */
export function SessionProvider(props: { children: (session: Session | null, failure: Failure | null) => ReactNode }) {
  const client = useQueryClient();
  const query = useQuery<SessionState, Failure>({
    queryKey: KEY,
    queryFn: async () => {
      const now = await call('session.state', {});
      const before = client.getQueryData<SessionState>(KEY);
      if (before?.phase !== now.phase || before.user?.id !== now.user?.id) await welcome(now);
      return now;
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    meta: { tables: ['users', 'sites', 'organizations', 'practitioners'] },
  });

  const apply = useCallback(
    async (next: SessionState) => {
      // An answer that was on its way before this change would bring back who was here before.
      await client.cancelQueries({ queryKey: KEY });
      if (next.phase === 'open') {
        await welcome(next);
        client.setQueryData(KEY, next);
        return;
      }
      client.removeQueries({ predicate: (each) => each.queryKey[0] !== KEY[0] });
      notifications.clean();
      notifications.cleanQueue();
      client.setQueryData(KEY, next);
      await welcome(next);
    },
    [client],
  );
  const refresh = useCallback(async () => apply(await call('session.state', {})), [apply]);

  useEffect(() => onLocked(() => void refresh()), [refresh]);

  const state = query.data;
  const session = useMemo(() => (state ? { state, apply, refresh } : null), [state, apply, refresh]);
  return <SessionContext value={session}>{props.children(session, query.error)}</SessionContext>;
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession needs a SessionProvider above it');
  return session;
}

/** The signed-in person. Only for screens that are shown while the session is open. */
export function useUser(): SignedInUser {
  const { state } = useSession();
  if (!state.user) throw new Error('useUser is only for screens of an open session');
  return state.user;
}

/** The site this PC works for: its time zone and its currency. */
export function useSite(): Site {
  const { state } = useSession();
  if (!state.site) throw new Error('useSite is only for screens of an open session');
  return state.site;
}

export function useMay(ability: Ability): boolean {
  return allows(useUser().roles, ability);
}
