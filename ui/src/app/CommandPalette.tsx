import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconAlarm, IconMoon, IconRefresh, IconSearch, IconUser, IconUserPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../api/call';
import { useCommand } from '../api/useCommand';
import { openRaise } from '../features/alerts/RaiseAlert';
import { patientFacts } from '../features/people/patientFacts';
import { t } from './messages';
import { screensFor } from './screens';
import { useMay, useUser } from './session';

const [store, palette] = createSpotlight();

export function openPalette(): void {
  palette.open();
}

/** Ctrl+K: patients, screens and actions in one box. */
export function CommandPalette() {
  const navigate = useNavigate();
  const user = useUser();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 60);
  const mayFind = useMay('find_patients');
  const mayRegister = useMay('register_patients');
  const mayRaise = useMay('see_alerts');
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme();
  const found = useCommand('people.find', { query: asked, limit: 8 }, ['patients', 'patient_identifiers'], {
    enabled: mayFind && asked.length > 1,
    keepPrevious: true,
  });
  const patients = asked.length > 1 ? (found.data ?? []) : [];
  const needle = query.trim().toLocaleLowerCase();
  const matches = (label: string) => label.toLocaleLowerCase().includes(needle);

  const actions: SpotlightActionGroupData[] = [
    {
      group: t('palette.patients'),
      actions: patients.map((patient) => ({
        id: patient.id,
        label: patient.display_name,
        description: patientFacts(patient),
        leftSection: <IconUser size={18} />,
        onClick: () => void navigate({ to: '/patients/$patientId', params: { patientId: patient.id } }),
      })),
    },
    {
      group: t('palette.screens'),
      actions: screensFor(user.roles)
        .map((screen) => ({
          id: screen.path,
          label: t(screen.label),
          leftSection: <screen.icon size={18} />,
          onClick: () => void navigate({ to: screen.path }),
        }))
        .filter((action) => matches(action.label)),
    },
    {
      group: t('palette.actions'),
      actions: [
        ...(mayRegister
          ? [{ id: 'register', label: t('palette.register'), leftSection: <IconUserPlus size={18} />, onClick: () => void navigate({ to: '/register' }) }]
          : []),
        ...(mayRaise ? [{ id: 'raise-alert', label: t('alerts.raise'), leftSection: <IconAlarm size={18} />, onClick: openRaise }] : []),
        { id: 'sync-now', label: t('palette.sync_now'), leftSection: <IconRefresh size={18} />, onClick: () => void call('sync.now', {}).catch(() => navigate({ to: '/sync' })) },
        { id: 'theme', label: t('palette.theme'), leftSection: <IconMoon size={18} />, onClick: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark') },
      ].filter((action) => matches(action.label)),
    },
  ];

  return (
    <Spotlight
      store={store}
      actions={actions.filter((group) => group.actions.length > 0)}
      query={query}
      onQueryChange={setQuery}
      filter={(_query, all) => all}
      shortcut={null}
      scrollable
      maxHeight="60vh"
      highlightQuery={false}
      overlayProps={{ blur: 0, backgroundOpacity: 0.3 }}
      nothingFound={t('palette.empty')}
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: t('palette.placeholder'), 'aria-label': t('shell.palette') }}
    />
  );
}
