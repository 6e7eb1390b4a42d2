import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { call } from '../../api/call';
import type { RequestOf, ResponseOf } from '../../api/commands';
import type { Failure } from '../../api/failure';

/** Reads of a patient's record that go back page by page. */
export type Paged =
  | 'encounters.patient_visits'
  | 'encounters.vitals'
  | 'encounters.conditions'
  | 'encounters.results'
  | 'encounters.procedures'
  | 'encounters.immunizations'
  | 'encounters.referrals'
  | 'encounters.care_plans'
  | 'encounters.lab_orders';

type Older = NonNullable<RequestOf<Paged>['older']>;

/** The newest page, and those before it as they are asked for. */
export function usePaged<K extends Paged>(
  name: K,
  request: Omit<RequestOf<K>, 'older'>,
  tables: readonly string[],
  enabled = true,
): UseInfiniteQueryResult<InfiniteData<ResponseOf<K>>, Failure> {
  return useInfiniteQuery<ResponseOf<K>, Failure, InfiniteData<ResponseOf<K>>, unknown[], Older | null>({
    queryKey: [name, request, 'pages'],
    queryFn: ({ pageParam }) => call(name, { ...request, older: pageParam } as unknown as RequestOf<K>),
    initialPageParam: null,
    getNextPageParam: (page) => page.older,
    meta: { tables },
    enabled,
  });
}

const SURELY_LAST = 20;

/** A patient's documents go back by the moment of the last one shown. */
export function useDocuments(patient_id: string, enabled = true): UseInfiniteQueryResult<InfiniteData<ResponseOf<'records.documents'>>, Failure> {
  return useInfiniteQuery<ResponseOf<'records.documents'>, Failure, InfiniteData<ResponseOf<'records.documents'>>, string[], number | null>({
    queryKey: ['records.documents', patient_id, 'pages'],
    queryFn: ({ pageParam }) => call('records.documents', { patient_id, before: pageParam }),
    initialPageParam: null,
    // The read does not say whether there is more; its pages are longer than this, so a shorter one is the last.
    getNextPageParam: (page) => (page.documents.length < SURELY_LAST ? null : (page.documents.at(-1)?.uploaded_at ?? null)),
    meta: { tables: ['documents', 'attachments', 'users'] },
    enabled,
  });
}
