import { useShortcuts } from './useShortcuts';

/** The keys every window over a screen has: Escape closes it, Ctrl+Enter does what its main button does. */
export function useDialogKeys(onClose: () => void, onSubmit?: () => void): void {
  useShortcuts([
    { keys: 'Escape', scope: 'dialog', label: 'keys.close', run: onClose },
    ...(onSubmit ? [{ keys: 'mod+Enter', scope: 'dialog' as const, label: 'keys.submit' as const, run: onSubmit }] : []),
  ]);
}
