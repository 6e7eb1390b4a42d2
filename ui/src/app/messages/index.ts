import { IntlMessageFormat } from 'intl-messageformat';
import { interpreter, type Sentences } from '../sentences';
import { en } from './en';

/** Every sentence on the screen has a key; a new language is a folder of files with the same keys. */
export type MessageKey = keyof typeof en;
export type Messages = Readonly<Record<MessageKey, string>>;
export type MessageValues = Readonly<Record<string, string | number>>;

interface Language {
  /** The language's name in itself, as its readers look for it. */
  name: string;
  direction: 'ltr' | 'rtl';
  messages: () => Promise<Messages>;
  /** What the engine says; null where that is said in this language already. */
  sentences: () => Promise<Sentences | null>;
}

/** The languages that ship. The key is a BCP 47 tag, which Intl uses for dates, numbers and plurals. */
export const languages = {
  en: { name: 'English', direction: 'ltr', messages: () => Promise.resolve(en), sentences: () => Promise.resolve(null) },
  es: { name: 'Español', direction: 'ltr', messages: async () => (await import('./es')).es, sentences: async () => (await import('../sentences/es.json')).default },
  fr: { name: 'Français', direction: 'ltr', messages: async () => (await import('./fr')).fr, sentences: async () => (await import('../sentences/fr.json')).default },
  ar: { name: 'العربية', direction: 'rtl', messages: async () => (await import('./ar')).ar, sentences: async () => (await import('../sentences/ar.json')).default },
} as const satisfies Record<string, Language>;

export type LanguageTag = keyof typeof languages;

let current: LanguageTag = 'en';
let messages: Messages = en;
let interpret: ((sentence: string) => string) | null = null;
const formats = new Map<MessageKey, IntlMessageFormat>();

function isLanguage(tag: string): tag is LanguageTag {
  return Object.hasOwn(languages, tag);
}

/** The language of the screens now. */
export function language(): LanguageTag {
  return current;
}

/** What is spoken to whoever chose `tag`; where nothing was chosen, the first of the PC's languages that ships. */
export function languageOf(tag: string | null): LanguageTag {
  const wanted = tag === null ? (navigator.languages ?? []) : [tag];
  const found = wanted.map((each) => each.toLowerCase().split('-')[0] ?? '').find(isLanguage);
  return found ?? 'en';
}

/**
 * The tag to hand to Intl: the PC's own region where it speaks this language. Arabic keeps the digits
 * that are typed and that laboratories print, and the calendar that the record is kept in.
 */
export function locale(): string {
  const region = navigator.languages?.find((each) => each.toLowerCase().startsWith(`${current}-`)) ?? current;
  return current === 'ar' ? `${region.split('-u-')[0]}-u-ca-gregory-nu-latn` : region;
}

export function direction(): 'ltr' | 'rtl' {
  return languages[current].direction;
}

/** Speaks another language from now on. Screens that are open have to be drawn again. */
export async function speak(tag: LanguageTag): Promise<void> {
  if (tag === current) return;
  const [next, sentences] = await Promise.all([languages[tag].messages(), languages[tag].sentences()]);
  messages = next;
  current = tag;
  interpret = sentences && interpreter(sentences, locale());
  formats.clear();
  document.documentElement.lang = tag;
  document.documentElement.dir = languages[tag].direction;
}

/** The sentence for `key` with `values` filled in (ICU syntax, so plurals follow the language). */
export function t(key: MessageKey, values?: MessageValues): string {
  const text = messages[key];
  if (!text.includes('{')) return text;
  let format = formats.get(key);
  if (!format) {
    format = new IntlMessageFormat(text, locale());
    formats.set(key, format);
  }
  return String(format.format(values));
}

/** What the engine or the centre said, in the language of the screens. */
export function say(sentence: string | null | undefined): string {
  if (!sentence) return '';
  return interpret ? interpret(sentence) : sentence;
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
