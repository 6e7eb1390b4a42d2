import { invoke } from '@tauri-apps/api/core';
import { t } from '../app/messages';
import type { CommandName, RequestOf, ResponseOf } from './commands';
import { type Failure, toFailure } from './failure';
import type { PixelsAsked } from './shell';

type LockedListener = () => void;
const lockedListeners = new Set<LockedListener>();

/** Runs `listener` whenever a command is refused because the session has been locked meanwhile. */
export function onLocked(listener: LockedListener): () => void {
  lockedListeners.add(listener);
  return () => lockedListeners.delete(listener);
}

async function ask<T>(command: 'call' | 'pixels', asked: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, asked);
  } catch (thrown) {
    const failure: Failure = toFailure(thrown, t('failure.unknown'));
    if (failure.code === 'locked') lockedListeners.forEach((listener) => listener());
    throw failure;
  }
}

/** The one door to the clinic: asks for `name` and rejects with a {@link Failure}. */
export async function call<K extends CommandName>(name: K, request: RequestOf<K>): Promise<ResponseOf<K>> {
  return ask<ResponseOf<K>>('call', { name, request });
}

/**
 * The values of one frame of an image, which are too many for JSON: unsigned 16-bit numbers, lower byte
 * first, counted from the darkest value, plane by plane and row by row.
 */
export async function readPixels(asked: PixelsAsked): Promise<ArrayBuffer> {
  return ask<ArrayBuffer>('pixels', { ...asked });
}
