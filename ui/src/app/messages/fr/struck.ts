import type { struck as english } from '../en/struck';

/** What was entered in error and is struck, where a visit shows it. */
export const struck: Readonly<Record<keyof typeof english, string>> = {
  'struck.strike': 'Barrer',
  'struck.procedure.title': 'Barrer « {name} »',
  'struck.procedure.text': 'À utiliser en cas d’erreur de saisie. L’acte reste au dossier, barré, avec votre motif ; il n’est plus facturé ni compté.',
  'struck.procedure.reason': 'Pourquoi c’était une erreur',
  'struck.procedure.done': '« {name} » est barré.',
  'struck.vitals.title': 'Barrer les mesures de {when}',
  'struck.vitals.text': 'À utiliser si ces mesures sont celles de quelqu’un d’autre ou n’ont jamais été prises. Elles restent au dossier, barrées, avec votre motif.',
  'struck.vitals.reason': 'Quelle est l’erreur',
  'struck.vitals.done': 'Les mesures sont barrées.',
  'struck.vitals.show': 'Afficher ce qui est barré',
  'struck.vitals.hide': 'Masquer ce qui est barré',
  'struck.vitals.none': 'Rien n’a été barré pendant cette consultation.',
  'struck.vitals.line': 'Barré : {reason}',
  'struck.vitals.replaced': 'Corrigé : {reason}',
  'procedure_status.preparation': 'Prévu',
  'procedure_status.on_hold': 'En pause',
  'procedure_status.unknown': 'Inconnu',
  'procedure_status.in_progress': 'En cours',
  'procedure_status.completed': 'Terminé',
  'procedure_status.stopped': 'Interrompu',
  'procedure_status.not_done': 'Non fait',
  'procedure_status.entered_in_error': 'Barré : erreur de saisie',
  'chart.readings': 'Mesures',
  'chart.therapy': 'Thérapie et bien-être',
};
