# Les mots des documents en français.

## Dates et nombres
month-1 = janv.
month-2 = févr.
month-3 = mars
month-4 = avr.
month-5 = mai
month-6 = juin
month-7 = juil.
month-8 = août
month-9 = sept.
month-10 = oct.
month-11 = nov.
month-12 = déc.
date-about = vers { $year }
list-comma = { ", " }
number-groups = { "\u00A0" }
number-decimals = ,

## En-tête et pied de page
page = Page { $page } sur { $pages }
printed = Imprimé le { $at }
printed-by = Imprimé le { $at } par { $by }
patient = Patient
record-number = Nº { $number }
born = date de naissance : { $date }
name-unknown = Nom inconnu
gender-male = Masculin
gender-female = Féminin
gender-other = Autre
gender-prefer_not_to_say = Non précisé
called = french, français, francais

## Facture et reçu
invoice = Facture
invoice-draft = Facture (brouillon)
number = Numéro
issued = Émise le
pay-by = À payer avant le
void = ANNULÉE
settled = PAYÉE
date = Date
service = Prestation
quantity = Quantité
price = Prix
amount = Montant
total = Total
paid = Payé
due = À payer
credit = Avoir
notes = Remarques
receipt = Reçu
for-invoice = Pour la facture
received = Reçu
kind = Nature
how = Mode de paiement
by = Par
invoice-total = Total de la facture
paid-until-now = Payé à ce jour
still-due = Reste à payer
payment_kind-payment = Paiement
payment_kind-refund = Remboursement
payment_method-cash = Espèces
payment_method-check = Chèque
payment_method-credit_card = Carte de crédit
payment_method-debit_card = Carte de débit
payment_method-insurance = Assurance
payment_method-mobile_money = Paiement mobile
payment_method-bank_transfer = Virement bancaire
payment_method-other = Autre
payment_method-patient_credit = Avoir du patient

## Ordonnance
prescription = Ordonnance
diagnosis = Diagnostic
cancelled = ANNULÉE
allergies = Allergies
allergies-are = Allergies : { $names }
allergies-none = Aucune allergie connue.
for-days = { $count ->
    [one] pendant { $amount } jour
   *[other] pendant { $amount } jours
}
for-time = pendant { $time }
quantity-is = quantité : { $amount }
refills = { $count ->
    [0] non renouvelable
    [one] à renouveler { $count } fois
   *[other] à renouveler { $count } fois
}
no-substitution = non substituable
licence = Nº d’inscription { $number }
as-needed = si besoin
times-per-minute = { $count } fois par minute
times-per-hour = { $count } fois par heure
times-per-day = { $count } fois par jour
times-per-week = { $count } fois par semaine
times-per-month = { $count } fois par mois
times-per-year = { $count } fois par an
times-every = { $count } fois en { $period }
period-minute = { $count ->
    [one] { $amount } minute
   *[other] { $amount } minutes
}
period-hour = { $count ->
    [one] { $amount } heure
   *[other] { $amount } heures
}
period-day = { $count ->
    [one] { $amount } jour
   *[other] { $amount } jours
}
period-week = { $count ->
    [one] { $amount } semaine
   *[other] { $amount } semaines
}
period-month = { $amount } mois
period-year = { $count ->
    [one] { $amount } an
   *[other] { $amount } ans
}
route-oral = par la bouche
route-sublingual = sous la langue
route-inhaled = en inhalation
route-topical = sur la peau
route-intramuscular = en injection intramusculaire
route-intravenous = par voie intraveineuse
route-subcutaneous = en injection sous-cutanée
route-rectal = par voie rectale
route-eye = dans l’œil
route-ear = dans l’oreille
route-nasal = dans le nez
often-once-a-day = une fois par jour
often-twice-a-day = deux fois par jour
often-three-times-a-day = trois fois par jour
often-four-times-a-day = quatre fois par jour
often-every-8-hours = toutes les 8 heures
often-every-12-hours = toutes les 12 heures
often-at-night = le soir au coucher
often-once-a-week = une fois par semaine
often-as-needed = si besoin
unit-tablet = { $count ->
    [one] { $amount } comprimé
   *[other] { $amount } comprimés
}
unit-capsule = { $count ->
    [one] { $amount } gélule
   *[other] { $amount } gélules
}
unit-drop = { $count ->
    [one] { $amount } goutte
   *[other] { $amount } gouttes
}
unit-puff = { $count ->
    [one] { $amount } bouffée
   *[other] { $amount } bouffées
}

## Compte rendu de visite
visit-summary = Compte rendu de visite
visit = Visite
with = Avec
reason = Motif
none-known = Aucune connue.
measured = Mesures
blood-pressure = Tension artérielle
heart-rate = Fréquence cardiaque
breathing-rate = Fréquence respiratoire
temperature = Température
oxygen-saturation = Saturation en oxygène
weight = Poids
height = Taille
body-mass-index = Indice de masse corporelle
pain = Douleur
per-minute = { $amount } par minute
of-ten = { $amount } sur 10
found = Constatations
assessment = Appréciation
medicines = Médicaments
plan = Conduite à tenir
at-home = À la maison
come-back = Revenir
signed = Signé le { $at }.
signed-by = Signé le { $at } par { $by }.

## Étiquettes et bracelet
specimen-label = Étiquette de prélèvement
specimen_kind-blood = Sang
specimen_kind-serum = Sérum
specimen_kind-plasma = Plasma
specimen_kind-urine = Urine
specimen_kind-stool = Selles
specimen_kind-swab = Écouvillon
specimen_kind-sputum = Expectorations
specimen_kind-tissue = Tissu
specimen_kind-cerebrospinal_fluid = Liquide céphalorachidien
specimen_kind-other = Prélèvement
urgent = URGENT
taken = Prélevé le { $at }
medicine-label = Étiquette de médicament
lot = Lot { $number }
use-by = À utiliser avant le { $date }
keep-from-children = Tenir hors de la portée des enfants.
patient-label = Étiquette de patient
wristband = Bracelet d’identification
allergic-to = ALLERGIES : { $names }

## Page d’essai
test-page = Page d’essai
test-for = { $paper }, { $width } × { $height } mm
test-frame = Le cadre doit être entier et le code doit pouvoir être lu.
