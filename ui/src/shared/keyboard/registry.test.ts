import { afterEach, describe, expect, test, vi } from 'vitest';
import { createScanner } from './scanner';
import { dispatch, keyCaps, register, type Shortcut } from './registry';

const taken: (() => void)[] = [];
afterEach(() => taken.splice(0).forEach((release) => release()));

function shortcut(keys: string, scope: Shortcut['scope']) {
  const run = vi.fn();
  const release = register([{ keys, scope, label: 'keys.sheet', run }]);
  taken.push(release);
  return { run, release };
}
function press(key: string, target: Element = document.body, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  target.addEventListener('keydown', (heard) => dispatch(heard as KeyboardEvent), { once: true });
  target.dispatchEvent(event);
  return event;
}
function input(): HTMLInputElement {
  const field = document.createElement('input');
  document.body.append(field);
  taken.push(() => field.remove());
  return field;
}

describe('a key', () => {
  test('works on its screen, and no longer once the screen is gone', () => {
    const book = shortcut('b', 'screen');
    press('b');
    book.release();
    press('b');
    expect(book.run).toHaveBeenCalledTimes(1);
  });

  test('of the screen is silent while a dialog is open, one of the window is not', () => {
    const screen = shortcut('n', 'screen');
    const everywhere = shortcut('mod+k', 'window');
    const dialog = shortcut('n', 'dialog');
    press('n');
    press('k', document.body, { ctrlKey: true });
    expect(screen.run).not.toHaveBeenCalled();
    expect(dialog.run).toHaveBeenCalledTimes(1);
    expect(everywhere.run).toHaveBeenCalledTimes(1);
    dialog.release();
    press('n');
    expect(screen.run).toHaveBeenCalledTimes(1);
  });

  test('that is a letter belongs to whoever is typing', () => {
    const book = shortcut('b', 'screen');
    expect(press('b', input()).defaultPrevented).toBe(false);
    expect(book.run).not.toHaveBeenCalled();
  });

  test('with Ctrl and an F-key work while typing, Escape does not take the field away', () => {
    const save = shortcut('mod+Enter', 'screen');
    const next = shortcut('F4', 'screen');
    const close = shortcut('Escape', 'dialog');
    const field = input();
    press('F4', field);
    expect(next.run).not.toHaveBeenCalled();
    close.release();
    press('F4', field);
    press('Enter', field, { ctrlKey: true });
    press('Escape', field);
    expect(next.run).toHaveBeenCalledTimes(1);
    expect(save.run).toHaveBeenCalledTimes(1);
    expect(close.run).not.toHaveBeenCalled();
  });

  test('that somebody else has used already is left alone', () => {
    const book = shortcut('b', 'screen');
    const event = new KeyboardEvent('keydown', { key: 'b', cancelable: true });
    event.preventDefault();
    expect(dispatch(event)).toBe(false);
    expect(book.run).not.toHaveBeenCalled();
  });
});

test('keys are named as on the keyboard', () => {
  expect(keyCaps('mod+k')).toEqual(['Ctrl', 'K']);
  expect(keyCaps('F9')).toEqual(['F9']);
  expect(keyCaps('+')).toEqual(['+']);
});

describe('a scanner', () => {
  const feed = (text: string, gap_ms: number) => {
    const scanner = createScanner();
    let at = 1000;
    for (const key of text) scanner.key(key, (at += gap_ms));
    return scanner.key('Enter', at + gap_ms);
  };

  test('is known by its speed', () => {
    expect(feed('RH-1043', 8)).toBe('RH-1043');
    expect(feed('RH-1043', 120)).toBeNull();
  });

  test('is not a short burst of keys', () => {
    expect(feed('ab', 8)).toBeNull();
  });
});
