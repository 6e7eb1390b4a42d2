import { Group, UnstyledButton } from '@mantine/core';
import { language, languages, t, type LanguageTag } from './messages';
import { choose } from './windowSettings';
import classes from './LanguageChoice.module.css';

const tags = Object.keys(languages) as LanguageTag[];

/** The languages by their own names, so that each is found by whoever cannot read the screen as it is. */
export function LanguageChoice() {
  return (
    <Group gap={4} role="group" aria-label={t('settings.language')} data-testid="languages">
      {tags.map((tag) => (
        <UnstyledButton key={tag} lang={tag} className={classes.language} aria-pressed={tag === language()} onClick={() => void choose({ language: tag })} data-testid={`language-${tag}`}>
          {languages[tag].name}
        </UnstyledButton>
      ))}
    </Group>
  );
}
