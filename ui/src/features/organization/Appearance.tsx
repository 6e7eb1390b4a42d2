import { SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { LanguageChoice } from '../../app/LanguageChoice';
import { t } from '../../app/messages';
import { choose, textSizes, useWindowSettings } from '../../app/windowSettings';
import { Panel } from '../../shared/look/Page';

/** How the screens look and speak: the language to whoever is signed in, the rest to everybody on this PC. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { text_size: size } = useWindowSettings();
  return (
    <Panel title={t('settings.appearance')} gap="lg">
      <Stack gap={6} align="flex-start">
        <Text fw={550}>{t('settings.language')}</Text>
        <LanguageChoice />
      </Stack>
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
          data-testid="text-size"
          value={String(size)}
          onChange={(value) => void choose({ text_size: textSizes.find((each) => String(each) === value) ?? 100 })}
          data={textSizes.map((each) => ({ value: String(each), label: `${each} %` }))}
        />
      </Stack>
    </Panel>
  );
}
