import type { PersonOnThisPc } from '../../api/shell';

let last: string | null = null;

/** Whoever worked here last comes back by typing the password only. */
export function rememberPerson(user_id: string | null): void {
  last = user_id;
}

export function lastPerson(people: readonly PersonOnThisPc[]): string | null {
  return people.some((person) => person.user_id === last) ? last : null;
}
