import type { desktop as english } from '../en/desktop';

/** What Holdfast says outside its window, and what is set for one PC. The shell fills in {count}, {kind} and {place}. */
export const desktop: Readonly<Record<keyof typeof english, string>> = {
  'desktop.open': 'فتح Holdfast',
  'desktop.quit': 'إنهاء Holdfast',
  'desktop.closed': 'لم يسجّل أحد الدخول',
  'desktop.synced': 'تمت المزامنة',
  'desktop.offline': 'العمل دون اتصال. تغييرات بانتظار الإرسال: {count}',
  'desktop.decisions': 'بانتظار قرار: {count}',
  'desktop.alerts': 'تنبيهات مفتوحة تستدعيك: {count}',
  'desktop.update_due': 'يلزم إصدار أحدث من Holdfast على هذا الحاسوب',
  'desktop.alert.title': 'تنبيه يستدعيك',
  'desktop.alert.at': '{kind}، {place}',
  'desktop.alert.locked': 'يوجد تنبيه مفتوح',
  'desktop.title': 'Holdfast على هذا الحاسوب',
  'desktop.keep_running': 'إبقاء Holdfast يعمل عند إغلاق النافذة، لكي تصل التنبيهات',
  'desktop.keep_running.text': 'يبقى في علبة النظام. يمكن اختياره من هناك، أو تشغيل Holdfast من جديد، لإعادة النافذة.',
  'desktop.keep_running.no_tray': 'سطح المكتب هذا لا يعرض علبة نظام، لذلك ينتهي Holdfast هنا مع نافذته.',
  'desktop.start_at_login': 'تشغيل Holdfast عند تسجيل الدخول إلى هذا الحاسوب',
  'desktop.update': 'لدى الخادم إصدار من Holdfast أحدث من هذا الحاسوب. اطلب من المسؤول التقني تثبيته هنا أيضًا. وحتى ذلك الحين يستمر كل شيء في العمل ولا يضيع شيء.',
};
