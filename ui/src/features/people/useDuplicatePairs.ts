import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import type { DuplicatePair } from '../../api/commands';
import { toFailure, type Failure } from '../../api/failure';
import { t } from '../../app/messages';
import { keepForNow, readDraft } from '../../shared/forms/draft';

/** So many new pairs are enough to begin with. */
const PAIRS_AT_ONCE = 10;
const KEY = 'duplicate-pairs';

interface Found {
  pairs: DuplicatePair[];
  /** Where the search goes on. */
  before: string | null;
  lookedAt: number;
  complete: boolean;
}

const nothing: Found = { pairs: [], before: null, lookedAt: 0, complete: false };

export interface DuplicateSearch extends Found {
  looking: boolean;
  failure: Failure | null;
  goOn: () => void;
  stop: () => void;
  again: () => void;
  /** Takes a decided pair out of the list. */
  settled: (pair: DuplicatePair) => void;
}

/**
 * Walks through the records. One answer looks at a few of them only, so that nothing waits for it;
 * this asks on until some pairs are found, and remembers where it was while one looks at a chart.
 */
export function useDuplicatePairs(): DuplicateSearch {
  const [found, setFound] = useState<Found>(() => readDraft(KEY, nothing));
  const [looking, setLooking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const walk = useRef(0);
  const latest = useRef(found);

  const show = useCallback((next: Found) => {
    latest.current = next;
    keepForNow(KEY, next);
    setFound(next);
  }, []);

  const look = useCallback(async () => {
    const mine = ++walk.current;
    const enough = latest.current.pairs.length + PAIRS_AT_ONCE;
    setLooking(true);
    setFailure(null);
    try {
      while (mine === walk.current && !latest.current.complete && latest.current.pairs.length < enough) {
        const page = await call('people.duplicate_worklist', { before: latest.current.before, limit: PAIRS_AT_ONCE });
        if (mine !== walk.current) return;
        const { pairs, lookedAt } = latest.current;
        show({ pairs: [...pairs, ...page.pairs], before: page.next, lookedAt: lookedAt + page.looked_at, complete: page.next === null });
      }
    } catch (thrown) {
      if (mine === walk.current) setFailure(toFailure(thrown, t('failure.unknown')));
    } finally {
      if (mine === walk.current) setLooking(false);
    }
  }, [show]);

  const stop = useCallback(() => {
    walk.current += 1;
    setLooking(false);
  }, []);

  useEffect(() => {
    if (latest.current.pairs.length === 0 && !latest.current.complete) void look();
    return stop;
  }, [look, stop]);

  return {
    ...found,
    looking,
    failure,
    goOn: () => void look(),
    stop,
    again: () => {
      stop();
      show(nothing);
      void look();
    },
    settled: (pair) => show({ ...latest.current, pairs: latest.current.pairs.filter((each) => each !== pair) }),
  };
}
