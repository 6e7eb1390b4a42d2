// Countries, currencies and time zones as the platform knows them, named in the person's language.

interface Choice {
  value: string;
  label: string;
}

/** ISO 3166-1 alpha-2. Intl can name regions but not list them. */
const REGIONS =
  'AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PS PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VC VE VN VU WS YE ZA ZM ZW';

/** Where the usual currency is worth guessing; everywhere else the person chooses. */
const CURRENCY_OF: Readonly<Record<string, string>> = {
  US: 'USD', GB: 'GBP', CA: 'CAD', AU: 'AUD', NZ: 'NZD', IN: 'INR', KE: 'KES', NG: 'NGN', ZA: 'ZAR', GH: 'GHS',
  UG: 'UGX', TZ: 'TZS', RW: 'RWF', ET: 'ETB', EG: 'EGP', MA: 'MAD', TN: 'TND', MX: 'MXN', BR: 'BRL', CO: 'COP',
  PE: 'PEN', CL: 'CLP', AR: 'ARS', JP: 'JPY', CH: 'CHF', SE: 'SEK', NO: 'NOK', DK: 'DKK', PL: 'PLN', PH: 'PHP',
  ID: 'IDR', PK: 'PKR', BD: 'BDT', NP: 'NPR', LK: 'LKR', DE: 'EUR', FR: 'EUR', ES: 'EUR', IT: 'EUR', IE: 'EUR',
  NL: 'EUR', BE: 'EUR', AT: 'EUR', PT: 'EUR', FI: 'EUR', GR: 'EUR',
};

function sorted(choices: Choice[], locale: string): Choice[] {
  return choices.sort((a, b) => a.label.localeCompare(b.label, locale));
}

export function countries(locale: string): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  return sorted(REGIONS.split(' ').map((value) => ({ value, label: names.of(value) ?? value })), locale);
}

export function currencies(locale: string): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' });
  return sorted(Intl.supportedValuesOf('currency').map((value) => ({ value, label: `${names.of(value) ?? value} (${value})` })), locale);
}

export function timeZones(): Choice[] {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', Intl.DateTimeFormat().resolvedOptions().timeZone]);
  return [...zones].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

export function guessCountry(): string {
  const region = new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale).maximize().region ?? 'US';
  return REGIONS.includes(region) ? region : 'US';
}

export function guessCurrency(country: string): string {
  return CURRENCY_OF[country] ?? 'USD';
}
