import { describe, expect, test } from 'vitest';
import { blankPatient, fromDetails, nameFromTyping, patientTroubles, readBirth, toDetails } from './patientForm';

const today = '2026-11-21';

describe('a birth date', () => {
  test('may be a day, a month, a year or an age, and says which', () => {
    expect(readBirth('1988-03-03', today)).toEqual({ date: '1988-03-03', precision: 'day' });
    expect(readBirth('3/1988', today)).toEqual({ date: '1988-03-15', precision: 'month' });
    expect(readBirth('1988', today)).toEqual({ date: '1988-07-01', precision: 'year' });
    for (const age of ['40 y', '40 años', '40 ans', '40 سنة', '~40']) {
      expect(readBirth(age, today)).toEqual({ date: '1986-07-01', precision: 'estimated' });
    }
    expect(readBirth('', today)).toEqual({ date: null, precision: 'unknown' });
  });

  test('that cannot be read is refused with an example', () => {
    const troubles = patientTroubles({ ...blankPatient, given_name: 'Amina', date_of_birth: '31/31/1988' }, today);
    expect(troubles.date_of_birth).toMatch(/1988/);
  });

  test('cannot be in the future', () => {
    expect(patientTroubles({ ...blankPatient, given_name: 'Amina', date_of_birth: '2027-01-01' }, today).date_of_birth).toBe('This birth date is in the future.');
  });
});

test('a registration needs one name and nothing else', () => {
  expect(patientTroubles(blankPatient, today).given_name).not.toBeNull();
  const one = patientTroubles({ ...blankPatient, family_name: 'Suharto' }, today);
  expect(Object.values(one).every((trouble) => trouble === null)).toBe(true);
});

test('a slip in the e-mail address or the telephone number is named', () => {
  const troubles = patientTroubles({ ...blankPatient, given_name: 'A', email: 'amina@', phone: '12' }, today);
  expect(troubles.email).toBe('This is not an e-mail address.');
  expect(troubles.phone).toBe('This telephone number is too short.');
});

test('blank fields are nothing, and names lose the space around them', () => {
  const details = toDetails({ ...blankPatient, given_name: ' Amina ', city: '  ' }, today);
  expect(details.given_name).toBe('Amina');
  expect(details.city).toBeNull();
});

test('details shown and saved unchanged stay what they were', () => {
  const details = toDetails({ ...blankPatient, given_name: 'Amina', date_of_birth: '1988-03-03', phone: '+44 20 7946 0100' }, today);
  expect(toDetails(fromDetails(details, today), today)).toEqual(details);
});

test('what was typed into the search box begins the registration', () => {
  expect(nameFromTyping('Amina Abdi Yusuf')).toEqual({ given_name: 'Amina Abdi', family_name: 'Yusuf' });
  expect(nameFromTyping('020 7946 0100')).toEqual({ phone: '020 7946 0100' });
});
