import { Group, Kbd, Modal, SimpleGrid, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../../app/messages';
import { keyCaps, type Scope } from './registry';
import { useReachableShortcuts, useShortcuts } from './useShortcuts';

/** Long enough that pressing Ctrl+K never flashes the sheet. */
const HOLD_MS = 900;

/** The caps of a shortcut, e.g. Ctrl K. */
export function Keys(props: { keys: string }) {
  return (
    <Group gap={3} wrap="nowrap" component="span">
      {keyCaps(props.keys).map((cap) => (
        <Kbd key={cap} size="sm">
          {cap}
        </Kbd>
      ))}
    </Group>
  );
}

/** Every key that works here, shown by `?` or while Ctrl is held. */
export function CheatSheet() {
  const [opened, setOpened] = useState(false);
  const [held, setHeld] = useState(false);
  const shortcuts = useReachableShortcuts();

  useShortcuts([{ keys: '?', scope: 'window', label: 'keys.sheet', run: () => setOpened(true) }]);

  useEffect(() => {
    let timer: number | undefined;
    const stop = () => {
      window.clearTimeout(timer);
      setHeld(false);
    };
    const onDown = (event: KeyboardEvent) => {
      window.clearTimeout(timer);
      if (event.key === 'Control' && !event.repeat) timer = window.setTimeout(() => setHeld(true), HOLD_MS);
    };
    window.addEventListener('keydown', onDown);
    window.addEventListener('keyup', stop);
    window.addEventListener('blur', stop);
    return () => {
      stop();
      window.removeEventListener('keydown', onDown);
      window.removeEventListener('keyup', stop);
      window.removeEventListener('blur', stop);
    };
  }, []);

  const groups: readonly Scope[] = ['dialog', 'screen', 'window'];
  return (
    <Modal
      opened={opened || held}
      onClose={() => setOpened(false)}
      title={t('keys.title')}
      size="lg"
      trapFocus={!held}
      returnFocus
      data-testid="cheat-sheet"
    >
      <Stack gap="md">
        {groups.map((scope) => {
          const here = shortcuts.filter((shortcut) => shortcut.scope === scope);
          if (here.length === 0) return null;
          // Keys that do the same, such as the arrows, share a line.
          const labels = [...new Set(here.map((shortcut) => shortcut.label))];
          return (
            <Stack key={scope} gap={6}>
              <Text size="sm" fw={600} c="dimmed">
                {t(`keys.scope.${scope}`)}
              </Text>
              <SimpleGrid cols={2} spacing="lg" verticalSpacing={6}>
                {labels.map((label) => (
                  <Group key={label} justify="space-between" wrap="nowrap">
                    <Text size="sm">{t(label)}</Text>
                    <Group gap={6} justify="flex-end">
                      {here.filter((shortcut) => shortcut.label === label).map((shortcut) => (
                        <Keys key={shortcut.keys} keys={shortcut.keys} />
                      ))}
                    </Group>
                  </Group>
                ))}
              </SimpleGrid>
            </Stack>
          );
        })}
      </Stack>
    </Modal>
  );
}
