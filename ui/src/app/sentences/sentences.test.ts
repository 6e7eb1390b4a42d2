import { expect, test } from 'vitest';
import english from './english.json';
import { interpreter } from './index';

const spoken = interpreter(
  {
    sentences: {
      'Say why the report is cancelled.': 'Diga por qué se anula el informe.',
      '{field} must not be empty.': '{field}: no puede quedar vacío.',
      'Line {line}: {0}': 'Línea {line}: {0}',
      'At most {days} days can be looked at in one go.': 'Se {days, plural, one {puede ver # día} other {pueden ver # días}} de una vez como máximo.',
      '{0} is being serviced. Choose another one.': '{0} está en mantenimiento. Elija otro.',
      'The patient is allergic to {0}.': 'El paciente es alérgico a: {0}.',
      '{0} is one of the {class}.': '{0} pertenece al grupo: {class}.',
      '{done} despite: {0}': '{done} a pesar de: {0}',
      '{sentence} Choose another time.': '{sentence} Elija otra hora.',
    },
    words: { 'Given name': 'Nombre', Given: 'Administrado' },
  },
  'es',
);

test('a sentence of the engine is said in the reader’s words', () => {
  expect(spoken('Say why the report is cancelled.')).toBe('Diga por qué se anula el informe.');
});

test('what stands in a sentence is taken along: words in the reader’s language, names and numbers as they are', () => {
  expect(spoken('Given name must not be empty.')).toBe('Nombre: no puede quedar vacío.');
  expect(spoken('Scanner 2 (MRI) is being serviced. Choose another one.')).toBe('Scanner 2 (MRI) está en mantenimiento. Elija otro.');
  expect(spoken('At most 1 days can be looked at in one go.')).toBe('Se puede ver 1 día de una vez como máximo.');
  expect(spoken('At most 92 days can be looked at in one go.')).toBe('Se pueden ver 92 días de una vez como máximo.');
});

test('a sentence in a sentence, and one after another, are both said', () => {
  expect(spoken('Line 3: Given name must not be empty.')).toBe('Línea 3: Nombre: no puede quedar vacío.');
  expect(spoken('Say why the report is cancelled. Given name must not be empty.')).toBe('Diga por qué se anula el informe. Nombre: no puede quedar vacío.');
  expect(spoken('Say why the report is cancelled. Nobody knows this one.')).toBe('Diga por qué se anula el informe. Nobody knows this one.');
  expect(spoken('Given name must not be empty.\nSay why the report is cancelled.')).toBe('Nombre: no puede quedar vacío.\nDiga por qué se anula el informe.');
});

test('of two warnings neither swallows the other', () => {
  const warned = 'The patient is allergic to Penicillin. Amoxicillin is one of the penicillins.';
  const both = 'El paciente es alérgico a: Penicillin. Amoxicillin pertenece al grupo: penicillins.';
  expect(spoken(warned)).toBe(both);
  expect(spoken(`Given despite: ${warned}`)).toBe(`Administrado a pesar de: ${both}`);
});

test('what a person typed is left alone, also where it looks like a pattern', () => {
  expect(spoken('Came by bus.')).toBe('Came by bus.');
  expect(spoken('{field} must not be')).toBe('{field} must not be');
  expect(spoken('')).toBe('');
});

test('the engine’s own list has the sentences that a receptionist meets', () => {
  expect(english.sentences).toContain('{field} must not be empty.');
  expect(english.words).toContain('Date of birth');
});
