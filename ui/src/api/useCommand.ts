import { listen } from '@tauri-apps/api/event';
import {
  QueryClient,
  keepPreviousData,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { call } from './call';
import type { CommandName, RequestOf, ResponseOf } from './commands';
import type { Failure } from './failure';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Failure;
    queryMeta: { tables: readonly string[] };
  }
}

/**
 * Everything a screen reads is on this PC, so the network state of the browser is ignored and
 * nothing is retried: an answer either comes at once or the sentence says why not.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false, staleTime: 0 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

interface Options {
  /** Ask only when true. */
  enabled?: boolean;
  /** Keep showing the previous answer while a changed request is on its way (find as you type). */
  keepPrevious?: boolean;
}

/** Asks for `name` and asks again whenever one of `tables` has changed, here or at the centre. */
export function useCommand<K extends CommandName>(
  name: K,
  request: RequestOf<K>,
  tables: readonly string[],
  options: Options = {},
): UseQueryResult<ResponseOf<K>, Failure> {
  return useQuery<ResponseOf<K>, Failure>({
    queryKey: [name, request],
    queryFn: () => call(name, request),
    meta: { tables },
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** A command that changes something. What it changed comes back as `tables-changed`, so callers refetch nothing. */
export function useAct<K extends CommandName>(name: K): UseMutationResult<ResponseOf<K>, Failure, RequestOf<K>> {
  return useMutation<ResponseOf<K>, Failure, RequestOf<K>>({ mutationFn: (request) => call(name, request) });
}

/** Refetches every answer that was declared with one of the changed tables. Returns the way to stop. */
export async function followChanges(client: QueryClient): Promise<() => void> {
  return listen<{ tables: string[] }>('tables-changed', (event) => {
    const changed = new Set(event.payload.tables);
    void client.invalidateQueries({
      predicate: (query) => query.meta?.tables.some((table) => changed.has(table)) ?? false,
    });
  });
}
