import { Button, Group, Stack } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { Note } from '../shared/look/Note';
import { t } from './messages';

/** In place of a screen that could not be drawn: what was saved is safe, and there are ways on. */
export function Broken(props: { reset: () => void }) {
  const router = useRouter();
  const again = () => {
    props.reset();
    void router.invalidate();
  };
  return (
    <Stack p="xl" maw="44rem" data-testid="broken">
      <Note tone="red">{t('failure.unknown')}</Note>
      <Group>
        <Button onClick={again}>{t('print.again')}</Button>
        <Button variant="default" onClick={() => void router.navigate({ to: '/' }).then(again)}>
          {t('broken.home')}
        </Button>
      </Group>
    </Stack>
  );
}
