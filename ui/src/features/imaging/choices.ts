import { word } from '../../app/messages';
import { enumerations } from '../../api/generated';

const choicesOf = (group: string, values: readonly string[]) => values.map((value) => ({ value, label: word(group, value) }));

/** The kinds of scan with the DICOM code that is written on every machine. */
export function modalityChoices() {
  return enumerations.modality.map((value) => ({ value, label: modalityWord(value) }));
}

/** `X-ray (DX)`: the word for the person at the desk, the code for whoever stands at the machine. */
export function modalityWord(modality: string): string {
  const name = word('modality', modality);
  return name === modality ? name : `${name} (${modality})`;
}

export const priorityChoices = () => choicesOf('order_priority', enumerations.order_priority);
