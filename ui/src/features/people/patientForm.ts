// The registration form: what it holds, what is wrong with it, what it means to the clinic.

import type { PatientDetails } from '../../api/commands';
import { t } from '../../app/messages';
import { orNull } from '../../shared/forms/text';
import { parseDate, typedDate, datePattern } from '../../shared/time/typed';
import { dateAt, nowMicros } from '../../shared/time/siteTime';

export interface PatientValues {
  given_name: string;
  middle_name: string;
  family_name: string;
  /** As typed; read by `parseDate`. A year alone or an age will do where no more is known. */
  date_of_birth: string;
  date_of_birth_precision: PatientDetails['date_of_birth_precision'];
  gender: PatientDetails['gender'];
  phone: string;
  email: string;
  address_line: string;
  city: string;
  state: string;
  postal_code: string;
  country: string;
  preferred_language: string;
  national_id: string;
  blood_type: string;
  emergency_contact_name: string;
  emergency_contact_phone: string;
  emergency_contact_relationship: string;
  notes: string;
}

export const blankPatient: PatientValues = {
  given_name: '',
  middle_name: '',
  family_name: '',
  date_of_birth: '',
  date_of_birth_precision: 'day',
  gender: 'unknown',
  phone: '',
  email: '',
  address_line: '',
  city: '',
  state: '',
  postal_code: '',
  country: '',
  preferred_language: '',
  national_id: '',
  blood_type: '',
  emergency_contact_name: '',
  emergency_contact_phone: '',
  emergency_contact_relationship: '',
  notes: '',
};

/** What was typed into a search box, as the start of a registration. */
export function nameFromTyping(typed: string): Partial<PatientValues> {
  const text = typed.trim();
  if (/^[\d+() -]{5,}$/.test(text)) return { phone: text };
  const parts = text.split(/\s+/).filter((part) => part !== '');
  const family_name = parts.length > 1 ? (parts.at(-1) ?? '') : '';
  const given_name = (parts.length > 1 ? parts.slice(0, -1) : parts).join(' ');
  return { given_name, family_name };
}

/**
 * The typed birth date as a full date and how much of it is known: a day, a month (`3/1988`), a year
 * (`1988`) or an age (`40 y`). Null when it cannot be read; `date` is null when nothing was typed.
 */
export function readBirth(typed: string, today: string): { date: string | null; precision: PatientDetails['date_of_birth_precision'] } | null {
  const text = typed.trim();
  if (text === '') return { date: null, precision: 'unknown' };
  const age = /^~?(\d{1,3}) ?[\p{L}.]*$/u.exec(text);
  if (age?.[1] && Number(age[1]) <= 130) {
    return { date: `${Number(today.slice(0, 4)) - Number(age[1])}-07-01`, precision: 'estimated' };
  }
  if (/^\d{4}$/.test(text)) return { date: `${text}-07-01`, precision: 'year' };
  const month = /^(\d{1,2})[./ -](\d{4})$/.exec(text);
  if (month?.[1] && month[2] && Number(month[1]) >= 1 && Number(month[1]) <= 12) {
    return { date: `${month[2]}-${month[1].padStart(2, '0')}-15`, precision: 'month' };
  }
  const date = parseDate(text);
  return date ? { date, precision: 'day' } : null;
}

export function patientTroubles(values: PatientValues, today: string = dateAt(nowMicros(), 'UTC')): Record<string, string | null> {
  const birth = readBirth(values.date_of_birth, today);
  const nameless = values.given_name.trim() === '' && values.family_name.trim() === '';
  return {
    given_name: nameless ? t('register.name.missing') : null,
    date_of_birth:
      birth === null
        ? t('register.birth.unreadable', { pattern: datePattern() })
        : birth.date !== null && birth.date > today && birth.precision === 'day'
          ? t('register.birth.future')
          : birth.date !== null && Number(birth.date.slice(0, 4)) < 1890
            ? t('register.birth.too_old')
            : null,
    email: values.email.trim() === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(values.email.trim()) ? null : t('register.email.wrong'),
    phone: values.phone.trim() === '' || values.phone.replace(/\D/g, '').length >= 5 ? null : t('register.phone.short'),
  };
}

export function toDetails(values: PatientValues, today: string): PatientDetails {
  const birth = readBirth(values.date_of_birth, today) ?? { date: null, precision: 'unknown' as const };
  return {
    given_name: orNull(values.given_name),
    middle_name: orNull(values.middle_name),
    family_name: orNull(values.family_name),
    date_of_birth: birth.date,
    date_of_birth_precision: birth.precision,
    gender: values.gender,
    phone: orNull(values.phone),
    email: orNull(values.email),
    address_line: orNull(values.address_line),
    city: orNull(values.city),
    state: orNull(values.state),
    postal_code: orNull(values.postal_code),
    country: orNull(values.country),
    preferred_language: orNull(values.preferred_language),
    national_id: orNull(values.national_id),
    blood_type: orNull(values.blood_type),
    emergency_contact_name: orNull(values.emergency_contact_name),
    emergency_contact_phone: orNull(values.emergency_contact_phone),
    emergency_contact_relationship: orNull(values.emergency_contact_relationship),
    notes: orNull(values.notes),
  };
}

/** A birth date as it would have been typed, so that saving unchanged keeps it unchanged. */
function birthAsTyped(date: string | null, precision: string, today: string): string {
  if (!date || precision === 'unknown') return '';
  if (precision === 'year') return date.slice(0, 4);
  if (precision === 'month') return `${date.slice(5, 7)}/${date.slice(0, 4)}`;
  if (precision === 'estimated') return `${Number(today.slice(0, 4)) - Number(date.slice(0, 4))} y`;
  return typedDate(date);
}

export function fromDetails(details: PatientDetails, today: string): PatientValues {
  const text = (value: string | null) => value ?? '';
  return {
    given_name: text(details.given_name),
    middle_name: text(details.middle_name),
    family_name: text(details.family_name),
    date_of_birth: birthAsTyped(details.date_of_birth, details.date_of_birth_precision, today),
    date_of_birth_precision: details.date_of_birth_precision,
    gender: details.gender,
    phone: text(details.phone),
    email: text(details.email),
    address_line: text(details.address_line),
    city: text(details.city),
    state: text(details.state),
    postal_code: text(details.postal_code),
    country: text(details.country),
    preferred_language: text(details.preferred_language),
    national_id: text(details.national_id),
    blood_type: text(details.blood_type),
    emergency_contact_name: text(details.emergency_contact_name),
    emergency_contact_phone: text(details.emergency_contact_phone),
    emergency_contact_relationship: text(details.emergency_contact_relationship),
    notes: text(details.notes),
  };
}
