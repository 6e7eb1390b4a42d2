import { useShortcuts } from './useShortcuts';

/** The keys every window over a screen has: Escape closes it, Ctrl+Enter does what its main button does. What is a part of the screen has none of them. */
export function useDialogKeys(onClose: (() => void) | undefined, onSubmit?: () => void): void {
  useShortcuts(
    onClose
      ? [
          { keys: 'Escape', scope: 'dialog', label: 'keys.close', run: onClose },
          ...(onSubmit ? [{ keys: 'mod+Enter', scope: 'dialog' as const, label: 'keys.submit' as const, run: onSubmit }] : []),
        ]
      : [],
  );
}
