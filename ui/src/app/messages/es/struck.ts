import type { struck as english } from '../en/struck';

/** What was entered in error and is struck, where a visit shows it. */
export const struck: Readonly<Record<keyof typeof english, string>> = {
  'struck.strike': 'Invalidar',
  'struck.procedure.title': 'Invalidar “{name}”',
  'struck.procedure.text': 'Úselo si se registró por error. Se conserva como invalidado, con su motivo, y ya no se factura ni se cuenta.',
  'struck.procedure.reason': 'Por qué se registró por error',
  'struck.procedure.done': '“{name}” quedó invalidado.',
  'struck.vitals.title': 'Invalidar las mediciones del {when}',
  'struck.vitals.text': 'Úselo si son de otra persona o nunca se tomaron. Se conservan como invalidadas, con su motivo.',
  'struck.vitals.reason': 'Qué estaba mal',
  'struck.vitals.done': 'Mediciones invalidadas.',
  'struck.vitals.show': 'Mostrar lo invalidado',
  'struck.vitals.hide': 'Ocultar lo invalidado',
  'struck.vitals.none': 'No se invalidó nada en esta visita.',
  'struck.vitals.line': 'Invalidado: {reason}',
  'struck.vitals.replaced': 'Corregido: {reason}',
  'procedure_status.preparation': 'Previsto',
  'procedure_status.on_hold': 'En pausa',
  'procedure_status.unknown': 'Desconocido',
  'procedure_status.in_progress': 'En curso',
  'procedure_status.completed': 'Realizado',
  'procedure_status.stopped': 'Interrumpido',
  'procedure_status.not_done': 'No realizado',
  'procedure_status.entered_in_error': 'Invalidado: registrado por error',
  'chart.readings': 'Mediciones',
  'chart.therapy': 'Terapia y bienestar',
};
