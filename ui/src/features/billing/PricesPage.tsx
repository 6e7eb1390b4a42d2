import { ActionIcon, Button, Drawer, Group, Menu, Modal, Paper, Table, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDots, IconPlus, IconSearch, IconTags } from '@tabler/icons-react';
import { useState } from 'react';
import type { Price } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { SiteChoice } from '../../shared/SiteChoice';
import { showDate, showList } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import classes from './accounts.module.css';
import { AddPriceForm, EndPriceForm, ReplacePriceForm } from './PriceForms';

/** How many prices one answer holds at most. */
const SHOWN_MAX = 100;

/** The end of a code system's address, which is what people call it by. */
function systemName(system: string): string {
  return system.split(/[/:]/).findLast((part) => part !== '') ?? system;
}

type Open = { what: 'nothing' } | { what: 'add' } | { what: 'replace' | 'end'; price: Price };

/** What things cost, on a day and at a branch. A price is never rewritten: it ends, and another begins. */
export function PricesPage() {
  const { time_zone: zone } = useSite();
  const today = dateAt(useNow(60), zone);
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim(), 120);
  const [on, setOn] = useState<string | null>(null);
  const [site, setSite] = useState<string | null>(null);
  const [open, setOpen] = useState<Open>({ what: 'nothing' });
  const mayKeep = useMay('keep_prices');
  const prices = useCommand('billing.prices', { query: asked === '' ? null : asked, on, site_id: site }, ['price_list'], { keepPrevious: true });
  const sites = useCommand('organization.sites', {}, ['sites']);
  const rows = prices.data ?? [];
  const close = () => setOpen({ what: 'nothing' });
  useShortcuts(mayKeep ? [{ keys: 'n', scope: 'screen', label: 'prices.add', run: () => setOpen({ what: 'add' }) }] : []);
  return (
    <Page
      title={t('nav.prices')}
      testid="prices"
      actions={
        <>
          <TextInput w="16rem" leftSection={<IconSearch size={16} />} placeholder={t('prices.search')} aria-label={t('prices.search')} value={query} onChange={(event) => setQuery(event.currentTarget.value)} data-testid="prices-search" />
          <DatePickerInput w="11rem" aria-label={showList([t('prices.on'), on ? showDate(on) : t('prices.today')])} placeholder={t('prices.today')} value={on} onChange={setOn} clearable valueFormatter={() => showDate(on)} data-testid="prices-on" />
          <SiteChoice value={site} onChange={setSite} none="here" testid="prices-site" />
          {mayKeep && (
            <Button leftSection={<IconPlus size={17} />} onClick={() => setOpen({ what: 'add' })} data-testid="prices-add">
              {t('prices.add')}
            </Button>
          )}
        </>
      }
    >
      <FailureNote failure={prices.error} />
      {prices.data && rows.length === 0 && <Teach icon={<IconTags size={46} stroke={1.3} />} title={t(asked ? 'prices.nothing' : 'prices.empty')} text={t(asked ? 'prices.nothing.text' : 'prices.empty.text')} />}
      {rows.length > 0 && (
        <Paper className={classes.table}>
          <Table.ScrollContainer minWidth="48rem" maxHeight="calc(100dvh - 10rem)" type="native">
            <Table stickyHeader highlightOnHover horizontalSpacing="md" verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('prices.description')}</Table.Th>
                  <Table.Th>{t('prices.code')}</Table.Th>
                  <Table.Th>{t('accounts.site')}</Table.Th>
                  <Table.Th>{t('prices.valid')}</Table.Th>
                  <Table.Th ta="end">{t('prices.price')}</Table.Th>
                  {mayKeep && (
                    <Table.Th w="3rem">
                      <VisuallyHidden>{t('prices.change.head')}</VisuallyHidden>
                    </Table.Th>
                  )}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((price) => (
                  <Table.Tr key={price.id} data-testid="price-row">
                    <Table.Td className="any-script" fw={570}>
                      {price.description}
                    </Table.Td>
                    <Table.Td className="numbers">
                      {price.code}{' '}
                      {price.code_system && (
                        <Text span size="sm" c="dimmed" title={price.code_system}>
                          {systemName(price.code_system)}
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td>{price.site_id === null ? t('accounts.all_sites') : (sites.data?.find((each) => each.id === price.site_id)?.name ?? '')}</Table.Td>
                    <Table.Td className="numbers">
                      {price.valid_until_on === null ? t('prices.since', { from: showDate(price.valid_from_on) }) : t('prices.from_until', { from: showDate(price.valid_from_on), until: showDate(price.valid_until_on) })}
                    </Table.Td>
                    <Table.Td className={classes.money} fw={620}>
                      {showMoney(price.unit_price_minor, price.currency)}
                    </Table.Td>
                    {mayKeep && (
                      <Table.Td>
                        <Menu position="bottom-end" shadow="md">
                          <Menu.Target>
                            <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('prices.change', { price: price.description })} data-testid="price-menu">
                              <IconDots size={17} />
                            </ActionIcon>
                          </Menu.Target>
                          <Menu.Dropdown>
                            <Menu.Item onClick={() => setOpen({ what: 'replace', price })} data-testid="price-replace">
                              {t('prices.replace')}
                            </Menu.Item>
                            <Menu.Item onClick={() => setOpen({ what: 'end', price })} data-testid="price-end">
                              {t('prices.end')}
                            </Menu.Item>
                          </Menu.Dropdown>
                        </Menu>
                      </Table.Td>
                    )}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {rows.length >= SHOWN_MAX && (
            <Group p="sm" px="md">
              <Text size="sm" c="dimmed">
                {t('prices.more', { count: SHOWN_MAX })}
              </Text>
            </Group>
          )}
        </Paper>
      )}
      <Drawer opened={open.what === 'add'} onClose={close} title={t('prices.add')} size="30rem">
        {open.what === 'add' && <AddPriceForm sites={sites.data ?? []} today={today} onDone={close} />}
      </Drawer>
      <Modal opened={open.what === 'replace' || open.what === 'end'} onClose={close} title={t(open.what === 'end' ? 'prices.end.title' : 'prices.replace')}>
        {open.what === 'replace' && <ReplacePriceForm price={open.price} today={today} onDone={close} />}
        {open.what === 'end' && <EndPriceForm price={open.price} today={today} onDone={close} />}
      </Modal>
    </Page>
  );
}
