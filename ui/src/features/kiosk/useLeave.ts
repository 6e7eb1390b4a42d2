import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/call';
import { useSession } from '../../app/session';

/** Ends the patient's session. Whoever comes next begins at the start and not where this one was. */
export function useLeave(): () => void {
  const { apply } = useSession();
  const navigate = useNavigate();
  return () => {
    void navigate({ to: '/me', replace: true })
      .then(() => call('session.sign_out', {}))
      .then(apply);
  };
}
