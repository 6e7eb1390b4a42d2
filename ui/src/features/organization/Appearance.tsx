import { SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import { setTextSize, textSize, textSizes } from '../../app/appearance';
import { t } from '../../app/messages';
import { Panel } from '../../shared/look/Page';

/** How the screens look on this PC. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [size, setSize] = useState(textSize);
  return (
    <Panel title={t('settings.appearance')} gap="lg">
      <Stack gap={6} align="flex-start">
        <Text fw={550}>{t('settings.colours')}</Text>
        <SegmentedControl
          value={colorScheme}
          onChange={(value) => setColorScheme(value === 'dark' ? 'dark' : value === 'light' ? 'light' : 'auto')}
          data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`shell.appearance.${value}`) }))}
        />
      </Stack>
      <Stack gap={6} align="flex-start">
        <Text fw={550}>{t('settings.text_size')}</Text>
        <SegmentedControl
          value={String(size)}
          onChange={(value) => {
            const next = textSizes.find((each) => String(each) === value) ?? 100;
            setSize(next);
            setTextSize(next);
          }}
          data={textSizes.map((each) => ({ value: String(each), label: `${each} %` }))}
        />
      </Stack>
    </Panel>
  );
}
