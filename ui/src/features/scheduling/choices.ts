import { choices } from '../../shared/forms/choices';

const kinds = ['consultation', 'follow_up', 'emergency', 'surgery', 'diagnostic'] as const;
const priorities = ['low', 'medium', 'high', 'urgent'] as const;

export const lengths = [10, 15, 20, 30, 45, 60, 90, 120] as const;

export function kindChoices() {
  return choices('appointment_kind', kinds);
}

export function priorityChoices() {
  return choices('priority', priorities);
}
