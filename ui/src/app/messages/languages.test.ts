import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import type { Sentences } from '../sentences';
import english from '../sentences/english.json';
import { en } from './en';
import { languages, type LanguageTag } from './index';

const others = (Object.keys(languages) as LanguageTag[]).filter((tag) => tag !== 'en');

interface Read {
  holes: Set<string>;
  /** The choices of each plural. */
  plurals: string[][];
  words: string[];
}

function read(text: string): Read {
  const found: Read = { holes: new Set(), plurals: [], words: [] };
  const walk = (elements: readonly MessageFormatElement[]) => {
    for (const element of elements) {
      if (element.type === TYPE.pound) continue;
      if (element.type === TYPE.literal) {
        found.words.push(...(element.value.match(/\p{L}{3,}/gu) ?? []));
        continue;
      }
      found.holes.add(element.value);
      if (element.type === TYPE.tag) walk(element.children);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        if (element.type === TYPE.plural) found.plurals.push(Object.keys(element.options));
        Object.values(element.options).forEach((option) => walk(option.value));
      }
    }
  };
  walk(parse(text));
  return found;
}

/** What a language asks of a plural beyond `other`; rare and exact ones may be left to it. */
function needed(tag: string): string[] {
  return new Intl.PluralRules(tag).resolvedOptions().pluralCategories.filter((each) => each !== 'many' || tag === 'ar').filter((each) => each !== 'zero');
}

/** What is wrong with a translation, or nothing. */
function wrong(tag: string, source: string, translation: string | undefined): string | null {
  if (translation === undefined || translation.trim() === '') return 'is missing';
  const [there, here] = [read(source), read(translation)];
  if ([...there.holes].sort().join() !== [...here.holes].sort().join()) return `has ${[...here.holes].join()} in place of ${[...there.holes].join()}`;
  const short = here.plurals.find((choices) => needed(tag).some((each) => !choices.includes(each)));
  return short ? `has only ${short.join()}` : null;
}

test.each(others)('%s says everything that the screens say, with the same values and plurals', async (tag) => {
  const messages = await languages[tag].messages();
  const found = Object.entries(en).map(([key, text]) => [key, wrong(tag, text, messages[key as keyof typeof en])] as const);
  expect(found.filter(([, problem]) => problem !== null)).toEqual([]);
});

test.each(others)('%s says everything that the engine says', async (tag) => {
  const spoken: Sentences | null = await languages[tag].sentences();
  const found = [
    ...english.sentences.map((text) => [text, wrong(tag, text, spoken?.sentences[text])] as const),
    ...english.words.map((text) => [text, spoken?.words[text] ? null : 'is missing'] as const),
  ];
  expect(found.filter(([, problem]) => problem !== null)).toEqual([]);
  const all = new Set([...english.sentences, ...english.words]);
  expect([...Object.keys(spoken?.sentences ?? {}), ...Object.keys(spoken?.words ?? {})].filter((text) => !all.has(text))).toEqual([]);
});

test.each(others)('%s is another language', async (tag) => {
  const messages = await languages[tag].messages();
  // Units, names and abbreviations are the same everywhere; three words of English are not.
  const same = Object.entries(en).filter(([key, text]) => messages[key as keyof typeof en] === text && read(text).words.length > 2);
  expect(same).toEqual([]);
});
