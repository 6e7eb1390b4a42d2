import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

/** Opens the list of a choice and takes one of it. */
export async function choose(testid: string, option: string): Promise<void> {
  const input = screen.getByTestId(testid);
  await userEvent.click(input);
  const list = await waitFor(() => {
    const found = document.getElementById(input.getAttribute('aria-controls') ?? '');
    if (!found) throw new Error('The list has not opened.');
    return found;
  });
  await userEvent.click(within(list).getByText(option));
}
