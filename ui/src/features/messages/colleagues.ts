import { useCommand } from '../../api/useCommand';

interface Choice {
  value: string;
  label: string;
}

/** Who can be chosen as a colleague, by name; of one role where it is named. */
export function useColleagues(role?: string): readonly Choice[] {
  const colleagues = useCommand('organization.colleagues', {}, ['users']);
  return (colleagues.data ?? []).filter((each) => role === undefined || each.roles.includes(role)).map((each) => ({ value: each.user_id, label: each.name }));
}

/** The roles that see tasks, as a task may be for one of them. */
export const taskRoles = ['doctor', 'nurse', 'receptionist', 'finance', 'pharmacist', 'lab_technician', 'therapist', 'radiologist', 'imaging_technician', 'admin'] as const;
