import { Tabs } from '@mantine/core';
import { IconClock, IconDeviceDesktop, IconPalette, IconPrinter, IconUser, IconUsersGroup } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { Page } from '../../shared/look/Page';
import { Account } from './Account';
import { Appearance } from './Appearance';
import { Hours } from './Hours';
import { Printing } from './Printing';
import { Staff } from './Staff';
import { ThisPc } from './ThisPc';

const route = getRouteApi('/settings');

/** What one sets once and then forgets. */
export function SettingsPage() {
  const keepStaff = useMay('keep_staff');
  const keepHours = useMay('keep_hours');
  const { tab } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title={t('nav.settings')} width="66rem" testid="settings">
      <Tabs value={tab ?? 'account'} onChange={(next) => void navigate({ to: '/settings', search: next === null ? {} : { tab: next }, replace: true })} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="account" leftSection={<IconUser size={17} />} data-testid="settings-account">
            {t('settings.account')}
          </Tabs.Tab>
          <Tabs.Tab value="pc" leftSection={<IconDeviceDesktop size={17} />} data-testid="settings-pc">
            {t('settings.pc')}
          </Tabs.Tab>
          <Tabs.Tab value="printing" leftSection={<IconPrinter size={17} />} data-testid="settings-printing">
            {t('settings.printing')}
          </Tabs.Tab>
          {keepStaff && (
            <Tabs.Tab value="staff" leftSection={<IconUsersGroup size={17} />} data-testid="settings-staff">
              {t('settings.staff')}
            </Tabs.Tab>
          )}
          {keepHours && (
            <Tabs.Tab value="hours" leftSection={<IconClock size={17} />} data-testid="settings-hours">
              {t('settings.hours')}
            </Tabs.Tab>
          )}
          <Tabs.Tab value="appearance" leftSection={<IconPalette size={17} />} data-testid="settings-appearance">
            {t('settings.appearance')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="account">
          <Account />
        </Tabs.Panel>
        <Tabs.Panel value="pc">
          <ThisPc />
        </Tabs.Panel>
        <Tabs.Panel value="printing">
          <Printing />
        </Tabs.Panel>
        {keepStaff && (
          <Tabs.Panel value="staff">
            <Staff />
          </Tabs.Panel>
        )}
        {keepHours && (
          <Tabs.Panel value="hours">
            <Hours />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="appearance">
          <Appearance />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
