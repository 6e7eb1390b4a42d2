import { word } from '../../app/messages';

/** What a field offers, and the word that it shows for it. */
export interface Choice<T extends string = string> {
  value: T;
  label: string;
}

/** The values of an enumeration as a field offers them, each in the clinic's word for it. */
export function choices<T extends string>(kind: string, values: readonly T[]): Choice<T>[] {
  return values.map((value) => ({ value, label: word(kind, value) }));
}
