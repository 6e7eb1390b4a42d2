import { t } from '../../app/messages';

/** The shortest password that is accepted. The clinic checks it again. */
export const PASSWORD_LENGTH_MIN = 10;

/** What is wrong with a new password, or null. */
export function passwordTrouble(password: string): string | null {
  if (password.length < PASSWORD_LENGTH_MIN) return t('password.short', { min: PASSWORD_LENGTH_MIN });
  return null;
}

export function repeatTrouble(password: string, repeated: string): string | null {
  return password === repeated ? null : t('password.differs');
}
