import { AppShell, Avatar, Group, Kbd, Menu, Text, UnstyledButton, VisuallyHidden, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconLock, IconMoon, IconSearch, IconSun, IconSwitchHorizontal, IconUserCog } from '@tabler/icons-react';
import { useIsFetching } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useMatches, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { call } from '../api/call';
import { AlertBanner } from '../features/alerts/AlertBanner';
import { RaiseAlert } from '../features/alerts/RaiseAlert';
import { PatientFrame } from '../features/kiosk/PatientFrame';
import { isOwnPath } from '../features/kiosk/ownScreens';
import { BootstrapBanner } from '../features/system/BootstrapBanner';
import { StatusPill } from '../features/system/StatusPill';
import { ChangePasswordGate } from '../features/session/ChangePasswordGate';
import { CheatSheet } from '../shared/keyboard/CheatSheet';
import { useShortcuts } from '../shared/keyboard/useShortcuts';
import { IdleLock } from '../features/session/IdleLock';
import { CommandPalette, openPalette } from './CommandPalette';
import { NavCount } from './NavCount';
import { OpenedLinks } from './OpenedLinks';
import { ScannerWatch } from './ScannerWatch';
import { initials } from '../shared/look/initials';
import classes from './Shell.module.css';
import { t, word } from './messages';
import { isPatient } from './permissions';
import { screens, screensFor } from './screens';
import { useSession, useUser } from './session';
import { showList } from '../shared/time/format';

function AccountMenu() {
  const user = useUser();
  const { apply } = useSession();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.account} data-testid="account-menu">
          <Avatar size={32} radius="100%" color="accent">
            {initials(user.display_name)}
          </Avatar>
          <VisuallyHidden>{t('shell.account', { name: user.display_name })}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.display_name}</Menu.Label>
        <Menu.Item leftSection={<IconUserCog size={16} />} onClick={() => void navigate({ to: '/settings' })}>
          {t('shell.myself')}
        </Menu.Item>
        <Menu.Item leftSection={<IconSwitchHorizontal size={16} />} data-testid="switch-person" onClick={() => void call('session.sign_out', {}).then(apply)}>
          {t('shell.switch')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLock size={16} />} data-testid="lock" rightSection={<Kbd size="xs">F12</Kbd>} onClick={() => void call('session.lock', {}).then(apply)}>
          {t('shell.lock')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('settings.appearance')}</Menu.Label>
        {(
          [
            ['light', IconSun],
            ['dark', IconMoon],
            ['auto', IconDeviceDesktop],
          ] as const
        ).map(([scheme, Icon]) => (
          <Menu.Item key={scheme} leftSection={<Icon size={16} />} aria-checked={colorScheme === scheme} role="menuitemradio" fw={colorScheme === scheme ? 650 : 400} onClick={() => setColorScheme(scheme)}>
            {t(`shell.appearance.${scheme}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Staff and patients have a frame and screens of their own, and neither reaches those of the other. */
export function Shell() {
  const patient = isPatient(useUser().roles);
  // What is about to be drawn, and not the address, which runs ahead of it.
  const own = useMatches({ select: (matches) => isOwnPath(matches.at(-1)?.fullPath ?? '') });
  if (patient) return <PatientFrame>{own ? <Outlet /> : <Elsewhere to="/me" />}</PatientFrame>;
  return own ? <Elsewhere to="/" /> : <StaffShell />;
}

/** Leads away from an address, as often as somebody goes back to it. */
function Elsewhere({ to }: { to: '/' | '/me' }) {
  const navigate = useNavigate();
  const path = useLocation({ select: ({ pathname }) => pathname });
  useEffect(() => {
    if (path !== to) void navigate({ to, replace: true });
  }, [path, to, navigate]);
  return null;
}

/** The frame: where one is, who is signed in, how the line is doing. */
function StaffShell() {
  // Says to whoever drives the window whether the screen waits for answers.
  const asking = useIsFetching() > 0;
  const { state, apply } = useSession();
  const user = useUser();
  const navigate = useNavigate();
  const mine = screensFor(user.roles);

  useShortcuts([
    { keys: 'mod+k', scope: 'window', label: 'keys.palette', run: openPalette },
    { keys: 'F12', scope: 'window', label: 'keys.lock', run: () => void call('session.lock', {}).then(apply) },
    ...mine.map((screen) => ({
      keys: screen.keys,
      scope: 'window' as const,
      label: screen.label,
      run: () => void navigate({ to: screen.path }),
    })),
  ]);

  return (
    <AppShell header={{ height: '3.5rem' }} navbar={{ width: '12rem', breakpoint: 0 }} padding={0} withBorder={false}>
      <a href="#screen" className={classes.skip} onClick={(event) => { event.preventDefault(); document.getElementById('screen')?.focus(); }}>
        {t('shell.skip')}
      </a>
      <AppShell.Header className={classes.header}>
        <div className={classes.brand}>
          <img src="/holdfast.svg" alt="" width={26} height={26} />
          <div className={classes.names}>
            <Text fw={650} size="md" truncate lh={1.2}>
              {state.organization?.name ?? t('app.name')}
            </Text>
            <Text size="xs" c="dimmed" truncate lh={1.25}>
              {state.site?.name}
            </Text>
          </div>
        </div>
        <UnstyledButton className={classes.search} onClick={openPalette} data-testid="open-palette">
          <IconSearch size={16} aria-hidden />
          <span className={classes.searchWords}>{t('shell.palette')}</span>
          <Group gap={3} wrap="nowrap" ms="auto" className={classes.searchKeys}>
            <Kbd size="xs">Ctrl</Kbd>
            <Kbd size="xs">K</Kbd>
          </Group>
        </UnstyledButton>
        <Group gap="sm" wrap="nowrap" ms="auto">
          <RaiseAlert />
          <StatusPill />
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar} aria-label={t('nav.label')}>
        {mine.map((screen) => (
          <Link key={screen.path} to={screen.path} className={classes.link} data-testid={screen.testid} activeOptions={{ exact: false, includeSearch: false }} aria-keyshortcuts={screen.keys.replace('alt', 'Alt')}>
            <screen.icon size={19} stroke={1.7} aria-hidden />
            {t(screen.label)}
            <span className={classes.linkKeys} aria-hidden>
              {`Alt ${screen.keys.replace('alt+', '').toUpperCase()}`}
            </span>
            <NavCount path={screen.path} />
          </Link>
        ))}
      </AppShell.Navbar>
      <AppShell.Main className={classes.main} id="screen" tabIndex={-1} data-asking={asking || undefined}>
        <AlertBanner />
        <BootstrapBanner />
        {mine.length === screens.filter((screen) => screen.needs === null).length && <NoScreens />}
        <Outlet />
      </AppShell.Main>
      <CommandPalette />
      <CheatSheet />
      <IdleLock />
      <ScannerWatch />
      <OpenedLinks />
      <ChangePasswordGate />
    </AppShell>
  );
}

function NoScreens() {
  const user = useUser();
  if (user.roles.includes('it_admin')) return null;
  return (
    <Text size="sm" c="dimmed" p="md">
      {t('nav.empty.text', { roles: showList(user.roles.map((role) => word('role', role))) })}
    </Text>
  );
}
