import { Button, MantineThemeProvider, Text, VisuallyHidden, createTheme } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { t } from '../../app/messages';
import { useSession, useUser } from '../../app/session';
import { useWindowSettings } from '../../app/windowSettings';
import { CheatSheet } from '../../shared/keyboard/CheatSheet';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { ChangePasswordGate } from '../session/ChangePasswordGate';
import classes from './kiosk.module.css';
import { ownScreens } from './ownScreens';
import { PatientIdle } from './PatientIdle';
import { useLeave } from './useLeave';
import { useUnread } from './useUnread';

/** A finger is broader than a mouse pointer. */
const forFingers = createTheme({
  components: {
    Button: { defaultProps: { size: 'md' } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    Textarea: { defaultProps: { size: 'md' } },
  },
});
const LARGE = 125;

/** Read standing, and by people who see less well; larger still where the PC is set so. */
function useLargeType(): void {
  const { text_size: chosen } = useWindowSettings();
  useEffect(() => {
    const root = document.documentElement;
    const before = root.style.fontSize;
    root.style.fontSize = `${Math.max(LARGE, chosen)}%`;
    return () => {
      root.style.fontSize = before;
    };
  }, [chosen]);
}

function Unread() {
  const count = useUnread();
  if (count === 0) return null;
  return (
    <span className={classes.unread} data-testid="own-unread">
      <span aria-hidden>{count > 9 ? '9+' : count}</span>
      <VisuallyHidden>{t('own.now.messages', { count })}</VisuallyHidden>
    </span>
  );
}

/** What a patient sees around the own pages: few large ways to go, and the way out. */
export function PatientFrame({ children }: { children: ReactNode }) {
  const { state } = useSession();
  const user = useUser();
  const navigate = useNavigate();
  const leave = useLeave();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const main = useRef<HTMLElement>(null);
  useLargeType();
  useShortcuts([
    ...ownScreens.map((screen) => ({ keys: screen.keys, scope: 'window' as const, label: screen.label, run: () => void navigate({ to: screen.path }) })),
    { keys: 'F12', scope: 'window', label: 'own.leave', run: leave },
  ]);
  useEffect(() => void main.current?.scrollTo(0, 0), [path]);

  return (
    <MantineThemeProvider theme={forFingers} inherit>
      <div className={classes.frame} data-testid="patient-frame">
        <a href="#screen" className={classes.skip} onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>
          {t('shell.skip')}
        </a>
        <header className={classes.header}>
          <img src="/holdfast.svg" alt="" width={36} height={36} />
          <div className={classes.names}>
            <Text fw={650} size="lg" truncate lh={1.2}>
              {state.organization?.name ?? t('app.name')}
            </Text>
            <Text size="sm" c="dimmed" truncate className="any-script" data-testid="own-name">
              {user.display_name}
            </Text>
          </div>
          <Button variant="default" leftSection={<IconLogout size={22} className="mirrored" aria-hidden />} onClick={leave} data-testid="own-leave">
            {t('own.leave')}
          </Button>
        </header>
        <nav className={classes.nav} aria-label={t('own.nav.label')}>
          {ownScreens.map((screen) => (
            <Link key={screen.path} to={screen.path} className={classes.way} activeOptions={{ exact: screen.path === '/me', includeSearch: false }} data-testid={screen.testid}>
              <span className={classes.waySign}>
                <screen.icon size={28} stroke={1.7} aria-hidden />
                {screen.path === '/me/messages' && <Unread />}
              </span>
              {t(screen.label)}
            </Link>
          ))}
        </nav>
        <main ref={main} id="screen" tabIndex={-1} className={classes.main}>
          {children}
        </main>
      </div>
      <CheatSheet />
      <PatientIdle />
      <ChangePasswordGate />
    </MantineThemeProvider>
  );
}
