import { Tabs } from '@mantine/core';
import { IconClock, IconDeviceDesktop, IconPalette, IconUser, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { Page } from '../../shared/look/Page';
import { Account } from './Account';
import { Appearance } from './Appearance';
import { Hours } from './Hours';
import { Staff } from './Staff';
import { ThisPc } from './ThisPc';

/** What one sets once and then forgets. */
export function SettingsPage() {
  const keepStaff = useMay('keep_staff');
  const keepHours = useMay('keep_hours');
  const [tab, setTab] = useState<string | null>('account');
  return (
    <Page title={t('nav.settings')} width="66rem" testid="settings">
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="account" leftSection={<IconUser size={17} />} data-testid="settings-account">
            {t('settings.account')}
          </Tabs.Tab>
          <Tabs.Tab value="pc" leftSection={<IconDeviceDesktop size={17} />} data-testid="settings-pc">
            {t('settings.pc')}
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
