import { MantineProvider, TextInput } from '@mantine/core';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState, type ReactNode } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { Failure } from '../../api/failure';
import { createLook, tokens } from '../../app/theme';
import { expectAccessible } from '../../test/accessible';
import { useKeyboard } from '../keyboard/useKeyboard';
import { AskOnce } from './AskOnce';
import { AskReason } from './AskReason';
import { dropDraft } from './draft';
import { FormFrame } from './FormFrame';

function Window(props: { children: ReactNode }) {
  useKeyboard();
  return (
    <MantineProvider theme={createLook()} cssVariablesResolver={tokens}>
      <h1>Clinic</h1>
      {props.children}
    </MantineProvider>
  );
}

beforeEach(() => dropDraft('stop:m1'));

test('Ctrl+Enter does what the main button does, and nothing while it is at work or may not be pressed', async () => {
  const sent = vi.fn();
  const form = (state: { pending?: boolean; disabled?: boolean }) => (
    <Window>
      <FormFrame pending={state.pending ?? false} disabled={state.disabled ?? false} onSubmit={sent} onClose={() => undefined} testid="room">
        <TextInput label="Room" />
      </FormFrame>
    </Window>
  );
  const { rerender } = render(form({}));
  await userEvent.type(screen.getByLabelText('Room'), 'A{Control>}{Enter}{/Control}');
  expect(sent).toHaveBeenCalledTimes(1);
  rerender(form({ pending: true }));
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  rerender(form({ disabled: true }));
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(sent).toHaveBeenCalledTimes(1);
  await expectAccessible();
});

function Stopping(props: { send: (reason: string, warned: boolean) => Promise<unknown>; optional?: boolean; allTheSame?: string }) {
  const [opened, setOpened] = useState(true);
  return (
    <Window>
      <button onClick={() => setOpened(true)}>Stop</button>
      <AskReason opened={opened} title="Stop Simvastatin?" draft="stop:m1" label="Why" submit="Stop it" testid="stop" onClose={() => setOpened(false)} {...props} />
    </Window>
  );
}

test('a reason is asked for at the field, sent by Enter, and closes the window', async () => {
  const send = vi.fn(() => Promise.resolve());
  render(<Stopping send={send} />);
  const reason = await screen.findByTestId('stop-reason');
  await expectAccessible();
  await userEvent.click(screen.getByTestId('stop-submit'));
  expect(reason).toHaveAccessibleDescription('Please say why.');
  expect(send).not.toHaveBeenCalled();
  await userEvent.type(reason, ' Muscle pain{Shift>}{Enter}{/Shift}since May {Enter}');
  await waitFor(() => expect(screen.queryByTestId('stop-reason')).toBeNull());
  expect(send.mock.calls).toEqual([['Muscle pain\nsince May', false]]);
});

test('Escape loses nothing that was typed, and what was sent is not offered again', async () => {
  render(<Stopping send={() => Promise.resolve()} />);
  await userEvent.type(await screen.findByTestId('stop-reason'), 'Muscle pain{Escape}');
  await waitFor(() => expect(screen.queryByTestId('stop-reason')).toBeNull());
  await userEvent.click(screen.getByText('Stop'));
  expect(await screen.findByTestId('stop-reason')).toHaveValue('Muscle pain');
  await userEvent.click(screen.getByTestId('stop-submit'));
  await waitFor(() => expect(screen.queryByTestId('stop-reason')).toBeNull());
  await userEvent.click(screen.getByText('Stop'));
  expect(await screen.findByTestId('stop-reason')).toHaveValue('');
});

test('a refusal of the words stands beside them, any other under them, and the words stay', async () => {
  const send = vi.fn<(reason: string) => Promise<unknown>>();
  send.mockRejectedValueOnce(new Failure(null, 'The reason is at most 500 letters long.', 'reason')).mockRejectedValueOnce(new Failure(null, 'Somebody else has changed it.', null));
  render(<Stopping send={send} />);
  await userEvent.type(await screen.findByTestId('stop-reason'), 'Muscle pain{Enter}');
  await waitFor(() => expect(screen.getByTestId('stop-reason')).toHaveAccessibleDescription('The reason is at most 500 letters long.'));
  await userEvent.click(screen.getByTestId('stop-submit'));
  expect(await screen.findByTestId('failure')).toHaveTextContent('Somebody else has changed it.');
  expect(screen.getByTestId('stop-reason')).toHaveValue('Muscle pain');
});

test('after a warning the button says so, and the second sending knows of it', async () => {
  const send = vi.fn<(reason: string, warned: boolean) => Promise<unknown>>();
  send.mockRejectedValueOnce(new Failure('warned', 'An allergy stands against it.', null)).mockResolvedValueOnce({});
  render(<Stopping send={send} allTheSame="I have read this" />);
  await userEvent.type(await screen.findByTestId('stop-reason'), 'Muscle pain{Enter}');
  await userEvent.click(await screen.findByRole('button', { name: 'I have read this' }));
  await waitFor(() => expect(send.mock.calls).toEqual([['Muscle pain', false], ['Muscle pain', true]]));
});

test('words that may be left out are not asked for', async () => {
  const send = vi.fn(() => Promise.resolve());
  render(<Stopping send={send} optional />);
  await userEvent.click(await screen.findByTestId('stop-submit'));
  await waitFor(() => expect(send.mock.calls).toEqual([['', false]]));
});

test('what takes something away does not have the focus, and is done once however often one presses', async () => {
  const done = vi.fn();
  const question = (state: { busy: boolean; harmless?: boolean }) => (
    <Window>
      <AskOnce opened title="Close Radiology?" text="Nobody can be booked there." action="Close it" busy={state.busy} harmless={state.harmless ?? false} onConfirm={done} onClose={() => undefined} testid="department-close" />
    </Window>
  );
  const { rerender } = render(question({ busy: false }));
  await waitFor(() => expect(screen.getByRole('button', { name: 'Cancel' })).toHaveFocus());
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  rerender(question({ busy: true }));
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(done).toHaveBeenCalledTimes(1);
  await expectAccessible();
});
