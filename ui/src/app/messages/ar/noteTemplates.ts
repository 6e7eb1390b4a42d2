import type { noteTemplates as english } from '../en/noteTemplates';

/** Wordings from which notes begin. */
export const noteTemplates: Readonly<Record<keyof typeof english, string>> = {
  'admin.note_templates': 'قوالب الملاحظات',
  'admin.note_templates.text': 'نصوص تبدأ بها ملاحظة الزيارة.',
  'note_template.add': 'إضافة قالب',
  'note_template.change': 'تعديل «{name}»',
  'note_template.name': 'الاسم',
  'note_template.name.text': 'يجده الطبيب بهذا الاسم.',
  'note_template.name.taken': 'يوجد قالب بهذا الاسم. عدّله أو اختر اسمًا آخر.',
  'note_template.name.stays': 'يبقى الاسم كما هو، وتبقى الملاحظات التي بدأت بهذا القالب على حالها.',
  'note_template.kind': 'يُعرض في',
  'note_template.kind.every': 'كل أنواع الزيارات',
  'note_template.empty': 'لا توجد قوالب بعد',
  'note_template.empty.text': 'اكتب مرة واحدة ما يتكرر في الملاحظات من نوع واحد. يُدرجه الأطباء والتمريض في الملاحظة باسمه ويعدّلونه فيها.',
  'note_template.remove.title': 'إزالة «{name}»',
  'note_template.remove.text': 'لن يُعرض بعد الآن، وتبقى الملاحظات التي بدأت به على حالها.',
  'note_template.removed': 'أُزيل «{name}».',
  'note_template.insert': 'إدراج قالب',
  'note_template.insert.hint': 'اكتب اسمه',
  'note_template.nothing': 'لا قالب بهذا الاسم',
  'note_template.inserted': 'أُدرج «{name}» أسفل ما كتبته.',
  'note_template.unchanged': 'كل ما في «{name}» موجود في الملاحظة.',
  'note_template.undo': 'إزالته من جديد',
};
