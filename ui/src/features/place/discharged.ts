// Whom this person has discharged since signing in. The clinic lists no stays that have ended, so
// the way back is remembered here, in memory only, and is forgotten with the person's drafts.

import { useState } from 'react';
import { keepForNow, readDraft } from '../../shared/forms/draft';

export interface Discharged {
  id: string;
  version: number;
  patient: string;
  bed: { label: string; room: string };
  at: number;
}

const KEY = 'ward-discharged';
const KEPT = 5;

export function useDischarged(): { discharged: readonly Discharged[]; add: (one: Discharged) => void; remove: (id: string) => void } {
  const [discharged, setDischarged] = useState<readonly Discharged[]>(() => readDraft<{ all: readonly Discharged[] }>(KEY, { all: [] }).all);
  const keep = (all: readonly Discharged[]) => {
    keepForNow(KEY, { all });
    setDischarged(all);
  };
  return {
    discharged,
    add: (one) => keep([one, ...discharged.filter((each) => each.id !== one.id)].slice(0, KEPT)),
    remove: (id) => keep(discharged.filter((each) => each.id !== id)),
  };
}
