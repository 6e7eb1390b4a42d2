import { useCommand } from '../../api/useCommand';
import { useMay } from '../../app/session';

interface Choice {
  value: string;
  label: string;
}

/**
 * Who can be chosen as a colleague: those who treat and sign in, and whoever is on duty. The whole
 * list of the staff is for administrators only.
 */
export function useColleagues(): readonly Choice[] {
  const keepStaff = useMay('keep_staff');
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const onDuty = useCommand('organization.on_duty', { department_id: null, roles: [], at: null }, ['shifts', 'users']);
  const staff = useCommand('organization.staff', {}, ['users'], { enabled: keepStaff });
  const names = new Map<string, string>();
  for (const each of staff.data?.users ?? []) if (each.is_active) names.set(each.id, each.display_name);
  for (const each of onDuty.data ?? []) names.set(each.user_id, each.name);
  for (const each of practitioners.data ?? []) if (each.user_id) names.set(each.user_id, each.display_name);
  return [...names].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));
}

/** The roles that see tasks, as a task may be for one of them. */
export const taskRoles = ['doctor', 'nurse', 'receptionist', 'finance', 'pharmacist', 'lab_technician', 'therapist', 'radiologist', 'imaging_technician', 'admin'] as const;
