import { render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { latinDigits, typeLatinDigits } from './latinDigits';

function Line(props: { type: string }) {
  const [text, setText] = useState('07');
  return <input aria-label="line" type={props.type} value={text} onChange={(event) => setText(event.currentTarget.value)} />;
}

function type(data: string): void {
  const line = screen.getByLabelText<HTMLInputElement>('line');
  line.focus();
  line.setSelectionRange(1, 2);
  line.dispatchEvent(new InputEvent('beforeinput', { bubbles: true, cancelable: true, data, inputType: 'insertText' }));
}

test('Arabic and Persian digits are the Latin ones of the same worth', () => {
  expect(latinDigits('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ 5 شارع')).toBe('0123456789 0123456789 5 شارع');
});

test('what is typed into a line stands there in Latin digits, where the cursor was', async () => {
  typeLatinDigits();
  render(<Line type="text" />);
  type('٤٢');
  expect(await screen.findByDisplayValue('042')).toBeVisible();
});

test('a password stays as it was typed', () => {
  typeLatinDigits();
  render(<Line type="password" />);
  type('٤٢');
  expect(screen.getByLabelText('line')).toHaveValue('07');
});
