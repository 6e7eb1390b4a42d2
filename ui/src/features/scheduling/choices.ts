import { word } from '../../app/messages';

const kinds = ['consultation', 'follow_up', 'emergency', 'surgery', 'diagnostic'] as const;
const priorities = ['low', 'medium', 'high', 'urgent'] as const;

export const lengths = [10, 15, 20, 30, 45, 60, 90, 120] as const;

export function kindChoices() {
  return kinds.map((value) => ({ value, label: word('appointment_kind', value) }));
}

export function priorityChoices() {
  return priorities.map((value) => ({ value, label: word('priority', value) }));
}
