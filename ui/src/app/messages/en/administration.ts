/** Administration: the hub and what every page below it shares. */
export const administration = {
  'nav.administration': 'Administration',
  'admin.not_yours': 'Not for your role',
  'admin.not_yours.text': 'Somebody with another role looks after this. Ask an administrator if that is not right.',
  'admin.group.clinic': 'The clinic',
  'admin.group.work': 'How work runs',
  'admin.group.watch': 'Who did what',
  'admin.rules': 'Workflow rules',
  'admin.rules.text': 'When something happens, if it fits, then a task, a notice or an alert.',
} as const;
