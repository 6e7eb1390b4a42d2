import { Tabs } from '@mantine/core';
import { IconCashRegister, IconReportMoney } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { Page } from '../../shared/look/Page';
import { CashDay } from './CashDay';
import { RevenuePanel } from './RevenuePanel';

/** The cash box, what a day brought in and, for those who see totals, what came in over time. */
export function CashPage() {
  const maySeeRevenue = useMay('see_revenue');
  const [tab, setTab] = useState<string | null>('day');
  if (!maySeeRevenue) {
    return (
      <Page title={t('nav.cash')} testid="cash">
        <CashDay />
      </Page>
    );
  }
  return (
    <Page title={t('nav.cash')} testid="cash">
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="day" leftSection={<IconCashRegister size={17} />} data-testid="cash-tab-day">
            {t('cash.tab.day')}
          </Tabs.Tab>
          <Tabs.Tab value="revenue" leftSection={<IconReportMoney size={17} />} data-testid="cash-tab-revenue">
            {t('cash.tab.revenue')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="day">
          <CashDay />
        </Tabs.Panel>
        <Tabs.Panel value="revenue">
          <RevenuePanel />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
