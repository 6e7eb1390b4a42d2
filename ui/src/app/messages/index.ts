import { IntlMessageFormat } from 'intl-messageformat';
import { en } from './en';

/** Every sentence on the screen has a key; a new language is a file with the same keys. */
export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;
export type MessageValues = Readonly<Record<string, string | number>>;

interface Language {
  messages: Messages;
  direction: 'ltr' | 'rtl';
}

/** The languages that ship. The key is a BCP 47 tag, which Intl uses for dates, numbers and plurals. */
export const languages = {
  en: { messages: en, direction: 'ltr' },
} as const satisfies Record<string, Language>;

export type LanguageTag = keyof typeof languages;

let current: LanguageTag = 'en';
const formats = new Map<string, IntlMessageFormat>();

/** The tag to hand to Intl. English dates follow the PC's own region where it is an English one. */
export function locale(): string {
  const region = typeof navigator === 'undefined' ? undefined : navigator.languages?.[0];
  return region?.toLowerCase().startsWith(`${current}-`) ? region : current;
}

export function direction(): 'ltr' | 'rtl' {
  return languages[current].direction;
}

export function speak(tag: LanguageTag): void {
  current = tag;
}

/** The sentence for `key` with `values` filled in (ICU syntax, so plurals follow the language). */
export function t(key: MessageKey, values?: MessageValues): string {
  const text = languages[current].messages[key];
  if (!text.includes('{')) return text;
  const cacheKey = `${current}:${key}`;
  let format = formats.get(cacheKey);
  if (!format) {
    format = new IntlMessageFormat(text, current);
    formats.set(cacheKey, format);
  }
  return String(format.format(values));
}

/** True where `key` is a message: for words that come from the database, such as a status. */
function isKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/**
 * The word for a stored value, e.g. `word('status', 'no_show')`. A value that this version does not
 * know yet is shown as it is, with spaces, instead of being hidden.
 */
export function word(group: string, value: string | null | undefined): string {
  if (!value) return '';
  const key = `${group}.${value}`;
  if (isKey(key)) return t(key);
  const spaced = value.replaceAll('_', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
