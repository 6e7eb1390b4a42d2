import { invoke } from '@tauri-apps/api/core';
import { t } from '../app/messages';
import type { CommandName, RequestOf, ResponseOf } from './commands';
import { type Failure, toFailure } from './failure';

type LockedListener = () => void;
const lockedListeners = new Set<LockedListener>();

/** Runs `listener` whenever a command is refused because the session has been locked meanwhile. */
export function onLocked(listener: LockedListener): () => void {
  lockedListeners.add(listener);
  return () => lockedListeners.delete(listener);
}

/** The one door to the clinic: asks for `name` and rejects with a {@link Failure}. */
export async function call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<ResponseOf<K>> {
  try {
    return await invoke<ResponseOf<K>>('call', { name, request });
  } catch (thrown) {
    const failure: Failure = toFailure(thrown, t('failure.unknown'));
    if (failure.code === 'locked') lockedListeners.forEach((listener) => listener());
    throw failure;
  }
}
