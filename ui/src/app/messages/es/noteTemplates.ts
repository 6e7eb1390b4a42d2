import type { noteTemplates as english } from '../en/noteTemplates';

/** Wordings from which notes begin. */
export const noteTemplates: Readonly<Record<keyof typeof english, string>> = {
  'admin.note_templates': 'Plantillas de notas',
  'admin.note_templates.text': 'Textos con los que empieza la nota de una visita.',
  'note_template.add': 'Añadir plantilla',
  'note_template.change': 'Modificar «{name}»',
  'note_template.name': 'Nombre',
  'note_template.name.text': 'El médico la encuentra por este nombre.',
  'note_template.name.taken': 'Ya hay una plantilla con este nombre. Modifíquela o elija otro nombre.',
  'note_template.name.stays': 'El nombre no cambia. Las notas que empezaron con esta plantilla se quedan como están.',
  'note_template.kind': 'Se ofrece en',
  'note_template.kind.every': 'Todo tipo de visita',
  'note_template.empty': 'Aún no hay plantillas',
  'note_template.empty.text': 'Escriba una vez lo que se repite en las notas de un mismo tipo. Médicos y enfermería lo insertan en la nota por su nombre y lo cambian allí.',
  'note_template.remove.title': 'Quitar «{name}»',
  'note_template.remove.text': 'Deja de ofrecerse. Las notas que empezaron con ella se quedan como están.',
  'note_template.removed': 'Se quitó «{name}».',
  'note_template.insert': 'Insertar plantilla',
  'note_template.insert.hint': 'Escriba su nombre',
  'note_template.nothing': 'No hay plantillas con este nombre',
  'note_template.inserted': '«{name}» se insertó debajo de lo que había escrito.',
  'note_template.unchanged': 'Todo lo de «{name}» ya está en la nota.',
  'note_template.undo': 'Volver a quitarla',
};
