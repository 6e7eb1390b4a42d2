import type { struck as english } from '../en/struck';

/** What was entered in error and is struck, where a visit shows it. */
export const struck: Readonly<Record<keyof typeof english, string>> = {
  'struck.strike': 'شطب',
  'struck.procedure.title': 'شطب «{name}»',
  'struck.procedure.text': 'استخدم هذا إذا أُدخل بالخطأ. يبقى في السجل مشطوبًا مع السبب، ولا يُفوتر ولا يُحتسب بعد الآن.',
  'struck.procedure.reason': 'سبب اعتباره مدخلًا بالخطأ',
  'struck.procedure.done': 'شُطب «{name}».',
  'struck.vitals.title': 'شطب قياسات {when}',
  'struck.vitals.text': 'استخدم هذا إذا كانت لشخص آخر أو لم تؤخذ أصلًا. تبقى في السجل مشطوبة مع السبب.',
  'struck.vitals.reason': 'ما الخطأ فيها',
  'struck.vitals.done': 'شُطبت القياسات.',
  'struck.vitals.show': 'عرض المشطوب',
  'struck.vitals.hide': 'إخفاء المشطوب',
  'struck.vitals.none': 'لم يُشطب شيء خلال هذه الزيارة.',
  'struck.vitals.line': 'مشطوب: {reason}',
  'struck.vitals.replaced': 'مصحح: {reason}',
  'procedure_status.preparation': 'مخطط',
  'procedure_status.on_hold': 'متوقف مؤقتًا',
  'procedure_status.unknown': 'غير معروف',
  'procedure_status.in_progress': 'جارٍ',
  'procedure_status.completed': 'مكتمل',
  'procedure_status.stopped': 'أُوقف',
  'procedure_status.not_done': 'لم يُجرَ',
  'procedure_status.entered_in_error': 'مشطوب: أُدخل بالخطأ',
  'chart.readings': 'القراءات',
  'chart.therapy': 'العلاج والعافية',
};
