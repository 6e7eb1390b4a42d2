// Digits are typed on Arabic and Persian keyboards too. The record, the laboratory and the centre write
// Latin ones, so a line that is typed becomes Latin while it is typed: what is looked for is then found.

const OTHER_DIGITS = /[٠-٩۰-۹]/g;
const ZEROS = [0x0660, 0x06f0];

/** `text` with Latin digits. */
export function latinDigits(text: string): string {
  return text.replace(OTHER_DIGITS, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (ZEROS.find((zero) => code >= zero && code < zero + 10) ?? code));
  });
}

/** Whether digits typed here are numbers: a single line, and no password, which is what was typed. */
function isLine(target: EventTarget | null): target is HTMLInputElement {
  return target instanceof HTMLInputElement && target.type !== 'password';
}

/** Types Latin digits in place of others, from now on. */
export function typeLatinDigits(): void {
  document.addEventListener('beforeinput', (event) => {
    const { target, data } = event;
    if (!isLine(target) || data === null || latinDigits(data) === data) return;
    event.preventDefault();
    const { selectionStart: from, selectionEnd: until } = target;
    const put = latinDigits(data);
    if (from === null || until === null) return;
    // As if it had been typed: the form hears of it by the same event.
    const text = target.value.slice(0, from) + put + target.value.slice(until);
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(target, text);
    target.setSelectionRange(from + put.length, from + put.length);
    target.dispatchEvent(new InputEvent('input', { bubbles: true, data: put, inputType: 'insertText' }));
  });
}
