import { DirectionProvider, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, type ReactNode } from 'react';
import { followChanges } from '../api/useCommand';
import { BlockedPage } from '../features/session/BlockedPage';
import { FirstRunPage } from '../features/session/FirstRunPage';
import { SignInPage } from '../features/session/SignInPage';
import { useKeyboard } from '../shared/keyboard/useKeyboard';
import { DesktopWords } from './DesktopWords';
import { direction, language, say } from './messages';
import { router } from './router';
import { SessionProvider } from './session';
import { colorSchemes, createLook, tokens } from './theme';
import { useWindowSettings } from './windowSettings';

/** Look, language and answers: what every screen stands on. */
export function Foundation(props: { client: QueryClient; children: ReactNode }) {
  const theme = useMemo(createLook, []);
  return (
    <QueryClientProvider client={props.client}>
      <DirectionProvider initialDirection={direction()} detectDirection={false}>
        <MantineProvider theme={theme} cssVariablesResolver={tokens} colorSchemeManager={colorSchemes} defaultColorScheme="auto">
          <Notifications position="bottom-center" autoClose={6000} limit={3} />
          {props.children}
        </MantineProvider>
      </DirectionProvider>
    </QueryClientProvider>
  );
}

export function App(props: { client: QueryClient }) {
  useKeyboard();
  useWindowSettings();
  useEffect(() => {
    const stopping = followChanges(props.client);
    return () => void stopping.then((stop) => stop());
  }, [props.client]);

  return (
    // Another language draws everything anew: words stand in more places than in what is drawn.
    <Foundation key={language()} client={props.client}>
      <DesktopWords />
      <SessionProvider>
        {(session, failure) => {
          if (failure) return <BlockedPage sentence={failure.sentence} />;
          if (!session) return null;
          const { state } = session;
          switch (state.phase) {
            case 'revoked':
              return <BlockedPage revoked sentence={state.blocked && say(state.blocked)} />;
            case 'blocked':
              return <BlockedPage sentence={state.blocked && say(state.blocked)} />;
            case 'first_run':
              return <FirstRunPage />;
            case 'locked':
              return <SignInPage />;
            case 'open':
              return <RouterProvider router={router} />;
          }
        }}
      </SessionProvider>
    </Foundation>
  );
}
