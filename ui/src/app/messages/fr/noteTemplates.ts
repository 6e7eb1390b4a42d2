import type { noteTemplates as english } from '../en/noteTemplates';

/** Wordings from which notes begin. */
export const noteTemplates: Readonly<Record<keyof typeof english, string>> = {
  'admin.note_templates': 'Textes types de notes',
  'admin.note_templates.text': 'Les textes avec lesquels commence la note d’une consultation.',
  'note_template.add': 'Ajouter un texte type',
  'note_template.change': 'Modifier « {name} »',
  'note_template.name': 'Nom',
  'note_template.name.text': 'Le médecin le retrouve par ce nom.',
  'note_template.name.taken': 'Un texte type porte déjà ce nom. Modifiez-le ou choisissez un autre nom.',
  'note_template.name.stays': 'Le nom ne change pas. Les notes commencées avec ce texte restent telles quelles.',
  'note_template.kind': 'Proposé pour',
  'note_template.kind.every': 'Toutes les consultations',
  'note_template.empty': 'Aucun texte type',
  'note_template.empty.text': 'Écrivez une fois ce qui revient dans les notes d’un même type. Médecins et infirmiers l’insèrent dans une note par son nom et l’adaptent.',
  'note_template.remove.title': 'Supprimer « {name} »',
  'note_template.remove.text': 'Il n’est plus proposé. Les notes commencées avec lui restent telles quelles.',
  'note_template.removed': '« {name} » a été supprimé.',
  'note_template.insert': 'Insérer un texte type',
  'note_template.insert.hint': 'Saisissez son nom',
  'note_template.nothing': 'Aucun texte type de ce nom',
  'note_template.inserted': '« {name} » a été placé sous ce que vous aviez saisi.',
  'note_template.unchanged': 'Tout « {name} » figure déjà dans la note.',
  'note_template.undo': 'Le retirer',
};
