# كلمات الأوراق المطبوعة بالعربية.

## التواريخ والأرقام
month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر
date-about = نحو { $year }
list-comma = { "، " }
number-groups = ,
number-decimals = .

## الرأس والتذييل
page = صفحة { $page } من { $pages }
printed = طُبع في { $at }
printed-by = طُبع في { $at } بواسطة { $by }
patient = المريض
record-number = رقم الملف { $number }
born = تاريخ الميلاد { $date }
name-unknown = الاسم غير معروف
gender-male = ذكر
gender-female = أنثى
gender-other = آخر
gender-prefer_not_to_say = غير محدد
called = arabic, العربية, عربي, عربية

## الفاتورة والإيصال
invoice = فاتورة
invoice-draft = فاتورة (مسودة)
number = الرقم
issued = تاريخ الإصدار
pay-by = تُدفع قبل
void = ملغاة
settled = مدفوعة
date = التاريخ
service = الخدمة
quantity = الكمية
price = السعر
amount = المبلغ
total = الإجمالي
paid = المدفوع
due = المطلوب دفعه
credit = الرصيد الدائن
notes = ملاحظات
receipt = إيصال
for-invoice = عن الفاتورة
received = المستلَم
kind = النوع
how = طريقة الدفع
by = المستلِم
invoice-total = إجمالي الفاتورة
paid-until-now = المدفوع حتى الآن
still-due = المتبقي
payment_kind-payment = دفعة
payment_kind-refund = استرداد
payment_method-cash = نقدًا
payment_method-check = شيك
payment_method-credit_card = بطاقة ائتمان
payment_method-debit_card = بطاقة خصم
payment_method-insurance = تأمين
payment_method-mobile_money = محفظة الهاتف المحمول
payment_method-bank_transfer = تحويل مصرفي
payment_method-other = أخرى
payment_method-patient_credit = رصيد المريض

## الوصفة الطبية
prescription = وصفة طبية
diagnosis = التشخيص
cancelled = ملغاة
allergies = الحساسية
allergies-are = الحساسية: { $names }
allergies-none = لا توجد حساسية معروفة.
for-days = { $count ->
    [one] لمدة يوم واحد
    [two] لمدة يومين
    [few] لمدة { $amount } أيام
   *[other] لمدة { $amount } يومًا
}
for-time = لمدة { $time }
quantity-is = الكمية { $amount }
refills = { $count ->
    [0] لا يُعاد الصرف
    [one] يُعاد الصرف مرة واحدة
    [two] يُعاد الصرف مرتين
    [few] يُعاد الصرف { $count } مرات
   *[other] يُعاد الصرف { $count } مرة
}
no-substitution = لا يُستبدل بدواء آخر
licence = رقم الترخيص { $number }
as-needed = عند اللزوم
times-per-minute = { $count ->
    [one] مرة واحدة في الدقيقة
    [two] مرتان في الدقيقة
    [few] { $count } مرات في الدقيقة
   *[other] { $count } مرة في الدقيقة
}
times-per-hour = { $count ->
    [one] مرة واحدة في الساعة
    [two] مرتان في الساعة
    [few] { $count } مرات في الساعة
   *[other] { $count } مرة في الساعة
}
times-per-day = { $count ->
    [one] مرة واحدة يوميًا
    [two] مرتان يوميًا
    [few] { $count } مرات يوميًا
   *[other] { $count } مرة يوميًا
}
times-per-week = { $count ->
    [one] مرة واحدة أسبوعيًا
    [two] مرتان أسبوعيًا
    [few] { $count } مرات أسبوعيًا
   *[other] { $count } مرة أسبوعيًا
}
times-per-month = { $count ->
    [one] مرة واحدة شهريًا
    [two] مرتان شهريًا
    [few] { $count } مرات شهريًا
   *[other] { $count } مرة شهريًا
}
times-per-year = { $count ->
    [one] مرة واحدة سنويًا
    [two] مرتان سنويًا
    [few] { $count } مرات سنويًا
   *[other] { $count } مرة سنويًا
}
times-every = { $count ->
    [one] مرة واحدة كل { $period }
    [two] مرتان كل { $period }
    [few] { $count } مرات كل { $period }
   *[other] { $count } مرة كل { $period }
}
period-minute = { $count ->
    [one] دقيقة
    [two] دقيقتين
    [few] { $amount } دقائق
   *[other] { $amount } دقيقة
}
period-hour = { $count ->
    [one] ساعة
    [two] ساعتين
    [few] { $amount } ساعات
   *[other] { $amount } ساعة
}
period-day = { $count ->
    [one] يوم
    [two] يومين
    [few] { $amount } أيام
   *[other] { $amount } يومًا
}
period-week = { $count ->
    [one] أسبوع
    [two] أسبوعين
    [few] { $amount } أسابيع
   *[other] { $amount } أسبوعًا
}
period-month = { $count ->
    [one] شهر
    [two] شهرين
    [few] { $amount } أشهر
   *[other] { $amount } شهرًا
}
period-year = { $count ->
    [one] سنة
    [two] سنتين
    [few] { $amount } سنوات
   *[other] { $amount } سنة
}
route-oral = عن طريق الفم
route-sublingual = تحت اللسان
route-inhaled = بالاستنشاق
route-topical = على الجلد
route-intramuscular = حقنًا في العضل
route-intravenous = حقنًا في الوريد
route-subcutaneous = حقنًا تحت الجلد
route-rectal = عن طريق الشرج
route-eye = في العين
route-ear = في الأذن
route-nasal = في الأنف
often-once-a-day = مرة واحدة يوميًا
often-twice-a-day = مرتين يوميًا
often-three-times-a-day = ثلاث مرات يوميًا
often-four-times-a-day = أربع مرات يوميًا
often-every-8-hours = كل 8 ساعات
often-every-12-hours = كل 12 ساعة
often-at-night = ليلًا
often-once-a-week = مرة واحدة أسبوعيًا
often-as-needed = عند اللزوم
unit-tablet = { $count ->
    [one] قرص واحد
    [two] قرصان
    [few] { $amount } أقراص
   *[other] { $amount } قرص
}
unit-capsule = { $count ->
    [one] كبسولة واحدة
    [two] كبسولتان
    [few] { $amount } كبسولات
   *[other] { $amount } كبسولة
}
unit-drop = { $count ->
    [one] قطرة واحدة
    [two] قطرتان
    [few] { $amount } قطرات
   *[other] { $amount } قطرة
}
unit-puff = { $count ->
    [one] بخة واحدة
    [two] بختان
    [few] { $amount } بخات
   *[other] { $amount } بخة
}

## ملخص الزيارة
visit-summary = ملخص الزيارة
visit = الزيارة
with = مع
reason = سبب الزيارة
none-known = لا توجد حساسية معروفة.
measured = القياسات
blood-pressure = ضغط الدم
heart-rate = نبض القلب
breathing-rate = معدل التنفس
temperature = درجة الحرارة
oxygen-saturation = تشبع الأكسجين
weight = الوزن
height = الطول
body-mass-index = مؤشر كتلة الجسم
pain = الألم
per-minute = { $amount } في الدقيقة
of-ten = { $amount } من 10
found = ما تبيّن
assessment = التقييم
medicines = الأدوية
plan = الخطة
at-home = في المنزل
come-back = موعد المراجعة
signed = وُقّع في { $at }.
signed-by = وُقّع في { $at } بواسطة { $by }.

## الملصقات والسوار
specimen-label = ملصق العينة
specimen_kind-blood = دم
specimen_kind-serum = مصل
specimen_kind-plasma = بلازما
specimen_kind-urine = بول
specimen_kind-stool = براز
specimen_kind-swab = مسحة
specimen_kind-sputum = بلغم
specimen_kind-tissue = نسيج
specimen_kind-cerebrospinal_fluid = سائل دماغي شوكي
specimen_kind-other = عينة
urgent = عاجل
taken = أُخذت في { $at }
medicine-label = ملصق الدواء
lot = رقم التشغيلة { $number }
use-by = يُستعمل قبل { $date }
keep-from-children = يُحفظ بعيدًا عن متناول الأطفال.
patient-label = ملصق المريض
wristband = سوار التعريف
allergic-to = حساسية: { $names }

## صفحة الاختبار
test-page = صفحة اختبار
test-for = { $paper }، { $width } × { $height } مم
test-frame = ينبغي أن يظهر الإطار كاملًا وأن يُقرأ الرمز.
