import { say } from '../app/messages';

/** What a command says when it refuses: a sentence for the person, a code where a screen branches on it. */
export class Failure extends Error {
  /** Present only where a screen acts on it, e.g. `taken`, `possible_duplicate`, `unusual`, `warned`. */
  readonly code: string | null;
  /** What to tell the person, complete and in plain words. */
  readonly sentence: string;
  /** The request field that the sentence is about. */
  readonly field: string | null;
  /** Which of several lines of the request it is about, counted from 1. */
  readonly line: number | null;

  constructor(code: string | null, sentence: string, field: string | null, line: number | null = null) {
    super(sentence);
    this.name = 'Failure';
    this.code = code;
    this.sentence = sentence;
    this.field = field;
    this.line = line;
  }

  /** The same about a field that the form calls otherwise. */
  at(field: string): Failure {
    return new Failure(this.code, this.sentence, field, this.line);
  }
}

/** Reads whatever `invoke` rejected with. Anything without a sentence becomes `fallback`. */
export function toFailure(thrown: unknown, fallback: string): Failure {
  if (thrown instanceof Failure) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'sentence' in thrown && typeof thrown.sentence === 'string') {
    const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
    const field = 'field' in thrown && typeof thrown.field === 'string' ? thrown.field : null;
    const line = 'line' in thrown && typeof thrown.line === 'number' ? thrown.line : null;
    return new Failure(code, say(thrown.sentence), field, line);
  }
  return new Failure(null, fallback, null);
}
