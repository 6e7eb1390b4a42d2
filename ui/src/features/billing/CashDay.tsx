import { Anchor, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { IconCoins } from '@tabler/icons-react';
import { useState } from 'react';
import type { CashBox, DayClose } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite, useUser } from '../../app/session';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { SiteChoice } from '../../shared/SiteChoice';
import { DayPicker } from '../../shared/time/DayPicker';
import { showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { useNow } from '../../shared/time/useNow';
import classes from './accounts.module.css';
import { CloseCashForm } from './CloseCashForm';
import { differenceText } from './difference';
import { MyCashBox } from './MyCashBox';
import { DayPayments } from './DayPayments';

/** One's own cash box beside what the day brought in, by how it was paid and by box. */
export function CashDay() {
  const { time_zone: zone } = useSite();
  const today = dateAt(useNow(60), zone);
  const [on, setOn] = useState(today);
  const [site, setSite] = useState<string | null>(null);
  const close = useCommand('billing.day_close', { on, site_id: site }, ['payments', 'cash_sessions', 'users'], { keepPrevious: true });
  return (
    <div className={classes.cash}>
      <MyCashBox />
      <Stack gap="md" miw={0}>
        <Group justify="space-between">
          <DayPicker value={on} onChange={setOn} testid="cash-day" />
          <SiteChoice value={site} onChange={setSite} none="here" testid="cash-site" />
        </Group>
        <FailureNote failure={close.error} />
        {close.data && (
          <>
            <Methods close={close.data} />
            <Boxes boxes={close.data.boxes} />
          </>
        )}
        <DayPayments key={`${on}:${site ?? ''}`} on={on} site={site} />
      </Stack>
    </div>
  );
}

function Methods({ close }: { close: DayClose }) {
  const currencies = [...new Set(close.methods.map((each) => each.currency))];
  return (
    <Panel title={t('cash.by_method')} flush testid="day-methods">
      {close.methods.length === 0 ? (
        <Teach icon={<IconCoins size={40} stroke={1.3} />} title={t('cash.empty')} text={t('cash.empty.text')} />
      ) : (
        <Table.ScrollContainer minWidth="24rem" type="native">
          <Table horizontalSpacing="md" verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('billing.method')}</Table.Th>
                <Table.Th ta="end">{t('cash.taken')}</Table.Th>
                <Table.Th ta="end">{t('cash.returned')}</Table.Th>
                <Table.Th ta="end">{t('cash.net')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {close.methods.map((each) => (
                <Table.Tr key={`${each.method}:${each.currency}`} data-testid="day-method">
                  <Table.Td>{word('payment_method', each.method)}</Table.Td>
                  <Table.Td className={classes.money}>
                    <Text span size="sm" c="dimmed" me="xs">
                      {t('cash.times', { count: each.payments })}
                    </Text>
                    {showMoney(each.payments_minor, each.currency)}
                  </Table.Td>
                  <Table.Td className={classes.money}>
                    {each.refunds > 0 && (
                      <>
                        <Text span size="sm" c="dimmed" me="xs">
                          {t('cash.times', { count: each.refunds })}
                        </Text>
                        {showMoney(each.refunds_minor, each.currency)}
                      </>
                    )}
                  </Table.Td>
                  <Table.Td className={classes.money} fw={620}>
                    {showMoney(each.net_minor, each.currency)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
            <Table.Tfoot>
              {currencies.map((currency) => {
                const sum = (read: (each: DayClose['methods'][number]) => number) => close.methods.filter((each) => each.currency === currency).reduce((total, each) => total + read(each), 0);
                return (
                  <Table.Tr key={currency} data-testid="day-total">
                    <Table.Th>{t('accounts.sum')}</Table.Th>
                    <Table.Th className={classes.money}>{showMoney(sum((each) => each.payments_minor), currency)}</Table.Th>
                    <Table.Th className={classes.money}>{showMoney(sum((each) => each.refunds_minor), currency)}</Table.Th>
                    <Table.Th className={classes.money}>{showMoney(sum((each) => each.net_minor), currency)}</Table.Th>
                  </Table.Tr>
                );
              })}
            </Table.Tfoot>
          </Table>
        </Table.ScrollContainer>
      )}
    </Panel>
  );
}

function Boxes({ boxes }: { boxes: readonly CashBox[] }) {
  const { time_zone: zone } = useSite();
  const { id: me } = useUser();
  // Finance closes a box that somebody left open; everybody else closes only the own one.
  const mayClose = useMay('write_invoices');
  const [closing, setClosing] = useState<CashBox | null>(null);
  if (boxes.length === 0) return null;
  return (
    <Panel title={t('cash.boxes')} count={boxes.length} flush testid="day-boxes">
      <Table.ScrollContainer minWidth="46rem" type="native">
        <Table horizontalSpacing="md" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('cash.box.of')}</Table.Th>
              <Table.Th ta="end">{t('cash.float')}</Table.Th>
              <Table.Th ta="end">{t('cash.expected')}</Table.Th>
              <Table.Th ta="end">{t('cash.counted')}</Table.Th>
              <Table.Th>{t('cash.difference')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {boxes.map((box) => (
              <Table.Tr key={box.id} data-testid="day-box">
                <Table.Td>
                  <Text className="any-script">{box.opened_by_name ?? t('common.unknown')}</Text>
                  <Text size="xs" c="dimmed" className="numbers">
                    {t(box.closed_at === null ? 'cash.box.since' : 'cash.box.from_until', { from: showTime(box.opened_at, zone), until: box.closed_at === null ? '' : showTime(box.closed_at, zone) })}
                  </Text>
                </Table.Td>
                <Table.Td className={classes.money}>{showMoney(box.opening_float_minor, box.currency)}</Table.Td>
                <Table.Td className={classes.money}>{showMoney(box.expected_at_close_minor ?? box.expected_minor, box.currency)}</Table.Td>
                <Table.Td className={classes.money}>{box.counted_minor === null ? '' : showMoney(box.counted_minor, box.currency)}</Table.Td>
                <Table.Td>
                  <BoxEnd box={box} />
                  {box.closed_at === null && mayClose && box.opened_by !== me && (
                    <Anchor component="button" type="button" size="sm" onClick={() => setClosing(box)} data-testid="box-close">
                      {t('cash.close')}
                    </Anchor>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Modal opened={closing !== null} onClose={() => setClosing(null)} title={t('cash.close.of', { name: closing?.opened_by_name ?? '' })}>
        {closing && <CloseCashForm box={closing} onDone={() => setClosing(null)} />}
      </Modal>
    </Panel>
  );
}

function BoxEnd({ box }: { box: CashBox }) {
  if (box.counted_minor === null) {
    return (
      <Text span size="sm" c="dimmed" me="xs">
        {t('cash.open')}
      </Text>
    );
  }
  const expected = box.expected_at_close_minor ?? box.expected_minor;
  const difference = box.counted_minor - expected;
  return (
    <>
      <Text size="sm" fw={difference === 0 ? 400 : 620} c={difference === 0 ? 'dimmed' : undefined}>
        {differenceText(difference, box.currency)}
      </Text>
      {box.difference_reason && (
        <Text size="xs" c="dimmed" className="any-script">
          {box.difference_reason}
        </Text>
      )}
      {box.expected_at_close_minor !== null && box.expected_at_close_minor !== box.expected_minor && (
        <Text size="xs" c="var(--hf-amber)">
          {t('cash.changed_since', { amount: showMoney(box.expected_minor, box.currency) })}
        </Text>
      )}
    </>
  );
}
