import { useEffect } from 'react';
import { dispatch } from './registry';

/** Sends every key of the window through the registry. Used once, at the top. */
export function useKeyboard(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => void dispatch(event);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
