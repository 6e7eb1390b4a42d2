import type { ResponseOf } from '../../../api/commands';
import { noteFields, type NoteField, type NoteValues } from '../mergeNote';

export type NamedTemplate = ResponseOf<'encounters.note_templates'>[number];

/** What only a doctor writes in a note. */
const OF_THE_DOCTOR: readonly NoteField[] = ['assessment', 'plan'];

/** The fields of the note into which somebody may insert. */
export function fieldsFor(doctor: boolean): readonly NoteField[] {
  return noteFields.filter((field) => doctor || !OF_THE_DOCTOR.includes(field));
}

/** The wordings that fit a kind of visit: those for every kind, and those for this one. */
export function templatesFor(kind: string, templates: readonly NamedTemplate[]): NamedTemplate[] {
  return templates.filter(({ template }) => template.kind === null || template.kind === kind);
}

/**
 * The note with a wording below what is typed. Nothing that stands there is changed, and words that
 * stand there already are not put there twice; where that is all of them, the answer is the note itself.
 */
export function insertTemplate(typed: NoteValues, { template }: NamedTemplate, fields: readonly NoteField[]): NoteValues {
  const next = { ...typed };
  let added = false;
  for (const field of fields) {
    const words = template[field]?.trim() ?? '';
    if (words === '' || typed[field].includes(words)) continue;
    const before = typed[field].trimEnd();
    next[field] = before === '' ? words : `${before}${field === 'reason' ? ' ' : '\n'}${words}`;
    added = true;
  }
  return added ? next : typed;
}
