# Las palabras de los documentos en español.

## Fechas y números
month-1 = ene
month-2 = feb
month-3 = mar
month-4 = abr
month-5 = may
month-6 = jun
month-7 = jul
month-8 = ago
month-9 = sep
month-10 = oct
month-11 = nov
month-12 = dic
date-about = hacia { $year }
# Un espacio se entiende en todos los países; el punto y la coma, no.
list-comma = { ", " }
number-groups = { "\u00A0" }
number-decimals = ,

## Encabezado y pie
page = Página { $page } de { $pages }
printed = Impreso el { $at }
printed-by = Impreso el { $at } por { $by }
patient = Paciente
record-number = N.º { $number }
born = fecha de nacimiento: { $date }
name-unknown = Nombre desconocido
gender-male = Masculino
gender-female = Femenino
gender-other = Otro
gender-prefer_not_to_say = Sin especificar
called = spanish, español, espanol, castellano

## Factura y recibo
invoice = Factura
invoice-draft = Factura (borrador)
number = Número
issued = Emitida el
pay-by = Pagar antes del
void = ANULADA
settled = PAGADA
date = Fecha
service = Servicio
quantity = Cantidad
price = Precio
amount = Importe
total = Total
paid = Pagado
due = Por pagar
credit = Saldo a favor
notes = Notas
receipt = Recibo
for-invoice = De la factura
received = Recibido
kind = Tipo
how = Forma de pago
by = Por
invoice-total = Total de la factura
paid-until-now = Pagado hasta ahora
still-due = Pendiente de pago
payment_kind-payment = Pago
payment_kind-refund = Reembolso
payment_method-cash = Efectivo
payment_method-check = Cheque
payment_method-credit_card = Tarjeta de crédito
payment_method-debit_card = Tarjeta de débito
payment_method-insurance = Seguro
payment_method-mobile_money = Dinero móvil
payment_method-bank_transfer = Transferencia bancaria
payment_method-other = Otro
payment_method-patient_credit = Saldo del paciente

## Receta
prescription = Receta médica
diagnosis = Diagnóstico
cancelled = ANULADA
allergies = Alergias
allergies-are = Alergias: { $names }
allergies-none = Sin alergias conocidas.
for-days = { $count ->
    [one] durante { $amount } día
   *[other] durante { $amount } días
}
for-time = durante { $time }
quantity-is = cantidad: { $amount }
refills = { $count ->
    [0] sin renovaciones
    [one] 1 renovación
   *[other] { $count } renovaciones
}
no-substitution = no sustituir
licence = N.º de colegiado { $number }
as-needed = si es necesario
times-per-minute = { $count ->
    [one] una vez por minuto
   *[other] { $count } veces por minuto
}
times-per-hour = { $count ->
    [one] una vez por hora
   *[other] { $count } veces por hora
}
times-per-day = { $count ->
    [one] una vez al día
   *[other] { $count } veces al día
}
times-per-week = { $count ->
    [one] una vez por semana
   *[other] { $count } veces por semana
}
times-per-month = { $count ->
    [one] una vez al mes
   *[other] { $count } veces al mes
}
times-per-year = { $count ->
    [one] una vez al año
   *[other] { $count } veces al año
}
times-every = { $count ->
    [one] una vez cada { $period }
   *[other] { $count } veces cada { $period }
}
period-minute = { $count ->
    [one] minuto
   *[other] { $amount } minutos
}
period-hour = { $count ->
    [one] hora
   *[other] { $amount } horas
}
period-day = { $count ->
    [one] día
   *[other] { $amount } días
}
period-week = { $count ->
    [one] semana
   *[other] { $amount } semanas
}
period-month = { $count ->
    [one] mes
   *[other] { $amount } meses
}
period-year = { $count ->
    [one] año
   *[other] { $amount } años
}
route-oral = por la boca
route-sublingual = debajo de la lengua
route-inhaled = inhalado
route-topical = sobre la piel
route-intramuscular = por vía intramuscular
route-intravenous = por vía intravenosa
route-subcutaneous = por vía subcutánea
route-rectal = por vía rectal
route-eye = en el ojo
route-ear = en el oído
route-nasal = en la nariz
often-once-a-day = una vez al día
often-twice-a-day = dos veces al día
often-three-times-a-day = tres veces al día
often-four-times-a-day = cuatro veces al día
often-every-8-hours = cada 8 horas
often-every-12-hours = cada 12 horas
often-at-night = por la noche
often-once-a-week = una vez por semana
often-as-needed = si es necesario
unit-tablet = { $count ->
    [one] { $amount } tableta
   *[other] { $amount } tabletas
}
unit-capsule = { $count ->
    [one] { $amount } cápsula
   *[other] { $amount } cápsulas
}
unit-drop = { $count ->
    [one] { $amount } gota
   *[other] { $amount } gotas
}
unit-puff = { $count ->
    [one] { $amount } inhalación
   *[other] { $amount } inhalaciones
}

## Resumen de la visita
visit-summary = Resumen de la visita
visit = Visita
with = Con
reason = Motivo
none-known = Ninguna conocida.
measured = Mediciones
blood-pressure = Presión arterial
heart-rate = Frecuencia cardíaca
breathing-rate = Frecuencia respiratoria
temperature = Temperatura
oxygen-saturation = Saturación de oxígeno
weight = Peso
height = Estatura
body-mass-index = Índice de masa corporal
pain = Dolor
per-minute = { $amount } por minuto
of-ten = { $amount } de 10
found = Hallazgos
assessment = Valoración
medicines = Medicamentos
plan = Plan
at-home = En casa
come-back = Próxima visita
signed = Firmado el { $at }.
signed-by = Firmado el { $at } por { $by }.

## Etiquetas y pulsera
specimen-label = Etiqueta de muestra
specimen_kind-blood = Sangre
specimen_kind-serum = Suero
specimen_kind-plasma = Plasma
specimen_kind-urine = Orina
specimen_kind-stool = Heces
specimen_kind-swab = Hisopado
specimen_kind-sputum = Esputo
specimen_kind-tissue = Tejido
specimen_kind-cerebrospinal_fluid = Líquido cefalorraquídeo
specimen_kind-other = Muestra
urgent = URGENTE
taken = Tomada el { $at }
medicine-label = Etiqueta de medicamento
lot = Lote { $number }
use-by = Usar antes del { $date }
keep-from-children = Mantener fuera del alcance de los niños.
patient-label = Etiqueta del paciente
wristband = Pulsera de identificación
allergic-to = ALERGIAS: { $names }

## Página de prueba
test-page = Página de prueba
test-for = { $paper }, { $width } × { $height } mm
test-frame = El marco debe verse completo y el código debe poder leerse.
