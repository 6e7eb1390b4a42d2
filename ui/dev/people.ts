import type { PatientLine } from '../src/api/commands';

const names: readonly [string, string, string, number][] = [
  ['Amina Yusuf', '1988-03-03', 'female', 1], ['Johan Lindqvist', '1951-11-20', 'male', 0], ['María José Fernández Ortega', '1979-06-14', 'female', 0],
  ['محمد الهاشمي', '1966-01-09', 'male', 2], ['Grace Wanjiru', '2019-08-22', 'female', 0], ['Тарас Шевчук', '1990-12-01', 'male', 0],
  ['陳美玲', '1972-04-18', 'female', 1], ['Samuel Okonkwo', '2001-07-30', 'male', 0], ['Elizabeth Harrington-Whitfield', '1943-02-11', 'female', 3],
  ['Ravi Subramaniam', '1985-10-05', 'male', 0], ['Fatou Diallo', '1996-05-27', 'female', 0], ['Peter Jones', '1960-09-13', 'male', 0],
  ['Nguyễn Thị Lan', '1977-03-21', 'female', 0], ['Oliver Smith', '2022-01-15', 'male', 0], ['Zainab Bello', '1992-08-08', 'female', 0], ['Carlos Mendes', '1958-12-24', 'male', 1],
];

export const patients: PatientLine[] = names.map(([display_name, date_of_birth, gender, allergies], index) => ({
  id: `00000000-0000-4000-8000-0000000000${String(index).padStart(2, '0')}`,
  mrn: `RH-${1043 + index * 7}`,
  display_name,
  date_of_birth,
  date_of_birth_precision: 'day',
  age_years: 2026 - Number(date_of_birth.slice(0, 4)),
  gender,
  phone: `+44 20 7946 0${100 + index * 13}`,
  deceased: false,
  allergies,
}));
