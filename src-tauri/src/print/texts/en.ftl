# The words of the papers in English. Every language has the same keys; a test compares them.
# Texts with a variable in them are whole sentences, so that each language has its own order.

## Dates and numbers
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
date-about = about { $year }
# What stands between thousands, and before the decimals.
list-comma = { ", " }
number-groups = ,
number-decimals = .

## Head and foot
page = Page { $page } of { $pages }
printed = Printed { $at }
printed-by = Printed { $at } by { $by }
patient = Patient
record-number = No. { $number }
born = born { $date }
name-unknown = Name not known
gender-male = Male
gender-female = Female
gender-other = Other
gender-prefer_not_to_say = Prefer not to say
# Names of this language, in English and in itself, as they are typed for a patient.
called = english

## Invoice and receipt
invoice = Invoice
invoice-draft = Invoice (draft)
number = Number
issued = Issued
pay-by = To be paid by
void = VOID
settled = PAID
date = Date
service = Service
quantity = Quantity
price = Price
amount = Amount
total = Total
paid = Paid
due = To be paid
credit = Credit
notes = Notes
receipt = Receipt
for-invoice = For invoice
received = Received
kind = Kind
how = How
by = By
invoice-total = Invoice total
paid-until-now = Paid until now
still-due = Still to be paid
payment_kind-payment = Payment
payment_kind-refund = Refund
payment_method-cash = Cash
payment_method-check = Check
payment_method-credit_card = Credit card
payment_method-debit_card = Debit card
payment_method-insurance = Insurance
payment_method-mobile_money = Mobile money
payment_method-bank_transfer = Bank transfer
payment_method-other = Other
payment_method-patient_credit = Patient credit

## Prescription and what is taken
prescription = Prescription
diagnosis = Diagnosis
cancelled = CANCELLED
allergies = Allergies
allergies-are = Allergies: { $names }
allergies-none = No allergies are known.
for-days = { $count ->
    [one] for 1 day
   *[other] for { $amount } days
}
for-time = for { $time }
quantity-is = quantity { $amount }
refills = { $count ->
    [0] no refills
    [one] 1 refill
   *[other] { $count } refills
}
no-substitution = no substitution
licence = Licence { $number }
as-needed = as needed
times-per-minute = { $count ->
    [one] once a minute
   *[other] { $count } times a minute
}
times-per-hour = { $count ->
    [one] once an hour
   *[other] { $count } times an hour
}
times-per-day = { $count ->
    [one] once a day
   *[other] { $count } times a day
}
times-per-week = { $count ->
    [one] once a week
   *[other] { $count } times a week
}
times-per-month = { $count ->
    [one] once a month
   *[other] { $count } times a month
}
times-per-year = { $count ->
    [one] once a year
   *[other] { $count } times a year
}
times-every = { $count ->
    [one] once every { $period }
   *[other] { $count } times every { $period }
}
period-minute = { $count ->
    [one] minute
   *[other] { $amount } minutes
}
period-hour = { $count ->
    [one] hour
   *[other] { $amount } hours
}
period-day = { $count ->
    [one] day
   *[other] { $amount } days
}
period-week = { $count ->
    [one] week
   *[other] { $amount } weeks
}
period-month = { $count ->
    [one] month
   *[other] { $amount } months
}
period-year = { $count ->
    [one] year
   *[other] { $amount } years
}
route-oral = by mouth
route-sublingual = under the tongue
route-inhaled = inhaled
route-topical = on the skin
route-intramuscular = into the muscle
route-intravenous = into the vein
route-subcutaneous = under the skin
route-rectal = into the rectum
route-eye = in the eye
route-ear = in the ear
route-nasal = in the nose
# What the prescription form proposes; what somebody typed otherwise stays as it is.
often-once-a-day = once a day
often-twice-a-day = twice a day
often-three-times-a-day = three times a day
often-four-times-a-day = four times a day
often-every-8-hours = every 8 hours
often-every-12-hours = every 12 hours
often-at-night = at night
often-once-a-week = once a week
often-as-needed = as needed
unit-tablet = { $count ->
    [one] { $amount } tablet
   *[other] { $amount } tablets
}
unit-capsule = { $count ->
    [one] { $amount } capsule
   *[other] { $amount } capsules
}
unit-drop = { $count ->
    [one] { $amount } drop
   *[other] { $amount } drops
}
unit-puff = { $count ->
    [one] { $amount } puff
   *[other] { $amount } puffs
}

## Visit summary
visit-summary = Visit summary
visit = Visit
with = With
reason = Reason
none-known = None are known.
measured = Measured
blood-pressure = Blood pressure
heart-rate = Heart rate
breathing-rate = Breathing rate
temperature = Temperature
oxygen-saturation = Oxygen saturation
weight = Weight
height = Height
body-mass-index = Body mass index
pain = Pain
per-minute = { $amount } per minute
of-ten = { $amount } of 10
found = What was found
assessment = Assessment
medicines = Medicines
plan = Plan
at-home = At home
come-back = Come back
signed = Signed { $at }.
signed-by = Signed { $at } by { $by }.

## Labels and wristband
specimen-label = Specimen label
specimen_kind-blood = Blood
specimen_kind-serum = Serum
specimen_kind-plasma = Plasma
specimen_kind-urine = Urine
specimen_kind-stool = Stool
specimen_kind-swab = Swab
specimen_kind-sputum = Sputum
specimen_kind-tissue = Tissue
specimen_kind-cerebrospinal_fluid = Cerebrospinal fluid
specimen_kind-other = Specimen
urgent = URGENT
taken = Taken { $at }
medicine-label = Medicine label
lot = Lot { $number }
use-by = Use by { $date }
keep-from-children = Keep out of the reach of children.
patient-label = Patient label
wristband = Wristband
allergic-to = ALLERGIES: { $names }

## Test page
test-page = Test page
test-for = { $paper }, { $width } × { $height } mm
test-frame = The frame should be whole, and the code should scan.
