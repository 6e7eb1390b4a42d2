import type { RequestOf, ResponseOf } from '../../api/commands';

export type SessionLine = ResponseOf<'wellness.sessions'>['sessions'][number];
export type SessionShown = ResponseOf<'wellness.session'>;
export type SessionKind = RequestOf<'wellness.plan_session'>['kind'];
export type Script = RequestOf<'wellness.script'>['script'];

export const sessionKinds: readonly SessionKind[] = ['individual', 'couple', 'group', 'intake', 'script'];
export const scripts: readonly Script[] = ['phq9', 'gad7'];

export const THERAPY_TABLES = ['therapy_sessions', 'therapy_notes', 'patients'] as const;

/** A session that can still be held. */
export function isOpen(session: { status: string }): boolean {
  return session.status === 'planned' || session.status === 'in_progress';
}
