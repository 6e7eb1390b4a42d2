// One note, two writers: what was typed here laid over what has come in.

export const noteFields = ['reason', 'subjective', 'objective', 'assessment', 'plan', 'follow_up_instructions'] as const;
export type NoteField = (typeof noteFields)[number];
export type NoteValues = Record<NoteField, string>;

/**
 * `values` is the note with every untouched field as it came in and every touched one as typed;
 * `theirs` holds what came in for the fields that both have changed, each differently.
 */
export function mergeNote(stored: NoteValues, typed: NoteValues, incoming: NoteValues): { values: NoteValues; theirs: Partial<NoteValues> } {
  const values = { ...incoming };
  const theirs: Partial<NoteValues> = {};
  for (const field of noteFields) {
    if (typed[field] === stored[field]) continue;
    values[field] = typed[field];
    if (incoming[field] !== stored[field] && incoming[field] !== typed[field]) theirs[field] = incoming[field];
  }
  return { values, theirs };
}
