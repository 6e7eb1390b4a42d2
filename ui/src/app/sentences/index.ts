// What the engine says, in the reader's words. The engine speaks English, and part of what it says lies
// in the record, written by another PC or by the centre: so each sentence is recognised by its pattern
// where it is shown. `cargo xtask types` writes the patterns from the engine's own source.

import { IntlMessageFormat } from 'intl-messageformat';

/** Of each pattern, and of each word that may stand in a hole, what it is in one language. */
export interface Sentences {
  readonly sentences: Readonly<Record<string, string>>;
  readonly words: Readonly<Record<string, string>>;
}

interface Pattern {
  shape: RegExp;
  holes: readonly string[];
  translation: string;
  /** How much of the pattern is words of its own. */
  weight: number;
}

const HOLE = /\{([a-z0-9_.]+)\}/g;

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function patternOf(english: string, translation: string): Pattern {
  const holes = [...english.matchAll(HOLE)].map((hole) => hole[1] ?? '');
  const words = english.split(HOLE).filter((_, index) => index % 2 === 0);
  return { shape: new RegExp(`^${words.map(escaped).join('([^]+?)')}$`), holes, translation, weight: words.join('').length };
}

/** The numbers of a sentence choose the plural; everything else is put in as it is. */
function valueOf(text: string): string | number {
  return /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : text;
}

/** Speaks one language for the engine; what it has no words for it says as the engine did. */
export function interpreter(spoken: Sentences, locale: string): (sentence: string) => string {
  const patterns = Object.entries(spoken.sentences)
    .filter(([english]) => english.includes('{'))
    .map(([english, translation]) => patternOf(english, translation))
    .sort((one, other) => other.weight - one.weight);
  const said = new Map<string, string>();

  function fill(translation: string, values: Record<string, string | number>): string {
    return String(new IntlMessageFormat(translation, locale).format(values));
  }

  function whole(text: string): string | null {
    const plain = spoken.sentences[text] ?? spoken.words[text];
    if (plain !== undefined) return plain.includes('{') ? fill(plain, {}) : plain;
    for (const { shape, holes, translation } of patterns) {
      const found = shape.exec(text);
      if (!found) continue;
      return fill(translation, Object.fromEntries(holes.map((hole, index) => [hole, valueOf(within(found[index + 1] ?? ''))])));
    }
    return null;
  }

  /** What stands in a hole may be sentences, a word, or whatever somebody typed. */
  function within(text: string): string {
    return whole(text) ?? inTurn(text) ?? text;
  }

  /** Several sentences in one text are read one after the other, the longest that is known first. */
  function inTurn(text: string): string | null {
    for (const end of [...text.matchAll(/(?<=[.!?…”]) /g)].map((match) => match.index).reverse()) {
      const first = whole(text.slice(0, end));
      if (first === null) continue;
      return `${first} ${whole(text.slice(end + 1)) ?? inTurn(text.slice(end + 1)) ?? text.slice(end + 1)}`;
    }
    return null;
  }

  return (sentence) => {
    let found = said.get(sentence);
    if (found === undefined) {
      found = whole(sentence) ?? sentence.split('\n').map(within).join('\n');
      if (said.size > 500) said.clear();
      said.set(sentence, found);
    }
    return found;
  };
}
