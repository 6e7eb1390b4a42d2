import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AlertLine, CommandName } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { useMay } from '../../app/session';

/** Whom an alert calls follows from the rota too. */
export const ALERT_TABLES = ['alerts', 'alert_events', 'patient_alerts', 'escalation_policies', 'shifts', 'users', 'departments'] as const;

/** Asks again by the clock: a shift begins and a reminder falls due without anything being written. */
export function useAskAgain(name: CommandName, seconds: number): void {
  const client = useQueryClient();
  useEffect(() => {
    const timer = window.setInterval(() => void client.invalidateQueries({ queryKey: [name] }), seconds * 1000);
    return () => window.clearInterval(timer);
  }, [client, name, seconds]);
}

/** True while nobody is on it and this person was called. */
export function waitsForMe(alert: AlertLine, user: string): boolean {
  return alert.status === 'open' && alert.answered_by.length === 0 && isCalled(alert, user);
}

/** Whoever has called for help themselves need not be told of it, at whichever PC. */
export function isCalled(alert: AlertLine, user: string): boolean {
  return (alert.reason === 'called' || alert.reason === 'escalated') && alert.raised_by_id !== user;
}

/** The alerts that concern the signed-in person. */
export function useMyAlerts(): readonly AlertLine[] {
  const see = useMay('see_alerts');
  return useCommand('alerts.mine', {}, ALERT_TABLES, { enabled: see }).data ?? [];
}
