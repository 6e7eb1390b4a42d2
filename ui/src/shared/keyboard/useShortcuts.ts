import { useEffect, useRef, useSyncExternalStore } from 'react';
import { reachable, register, registered, subscribe, type Shortcut } from './registry';

/** Declares shortcuts for as long as the component is on the screen. The actions may change at each render. */
export function useShortcuts(shortcuts: readonly Shortcut[], enabled = true): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  const shape = shortcuts.map((shortcut) => `${shortcut.scope}:${shortcut.keys}:${shortcut.label}`).join('|');
  useEffect(() => {
    if (!enabled) return;
    return register(
      latest.current.map((shortcut, index) => ({ ...shortcut, run: () => latest.current[index]?.run() })),
    );
  }, [shape, enabled]);
}

export function useReachableShortcuts(): readonly Shortcut[] {
  return reachable(useSyncExternalStore(subscribe, registered));
}
