import { Button, Drawer, Group, SegmentedControl, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconBellRinging, IconCalendarExclamation, IconPackages, IconPlus, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { Desk, DeskGroup, DeskRow, useDeskKeys } from '../../shared/look/Desk';
import { FailureNote, Note } from '../../shared/look/Note';
import { Page, Quiet, Teach } from '../../shared/look/Page';
import { showDate, showNumber } from '../../shared/time/format';
import { ExpiryWarning } from './ExpiryWarning';
import { LotForm } from './LotForm';
import classes from './PharmacyPage.module.css';
import { OrderBadge, StockedThing } from './StockedThing';
import { answersTo, belongs, things, type StockFilter, type StockLot, type StockThing } from './stocked';

const filters: readonly StockFilter[] = ['all', 'to_order', 'expiring'];
const TABLES = ['inventory_items', 'inventory_movements', 'dispensings', 'system_settings'] as const;

function ThingRow(props: { thing: StockThing; chosen: boolean; onChoose: () => void }) {
  const { thing } = props;
  const active = thing.lots.filter((lot) => lot.is_active && lot.level > 0);
  const next = active.filter((lot) => !lot.expired).map((lot) => lot.expires_on).filter((day): day is string => day !== null).sort()[0];
  const expired = active.some((lot) => lot.expired);
  return (
    <DeskRow chosen={props.chosen} onChoose={props.onChoose} testid="stock-row">
      <Group justify="space-between" wrap="nowrap" align="baseline" gap="xs">
        <Text fw={560} size="sm" className="any-script">
          {thing.name}
        </Text>
        <Text size="sm" fw={560} className={`numbers ${classes.nowrap ?? ''}`}>
          {thing.medicine ? `${showNumber(thing.medicine.level, 3)} ${thing.unit}` : t('stock.is_retired')}
        </Text>
      </Group>
      <Group gap="2px 10px">
        <OrderBadge medicine={thing.medicine} />
        {expired && (
          <span className={classes.sign}>
            <IconAlertTriangle size={14} aria-hidden />
            {t('stock.has_expired')}
          </span>
        )}
        {next !== undefined && (
          <span className={active.some((lot) => lot.expiring) ? classes.sign : classes.plain}>
            {active.some((lot) => lot.expiring) && <IconCalendarExclamation size={14} aria-hidden />}
            {t('stock.expires_next', { date: showDate(next) })}
          </span>
        )}
      </Group>
    </DeskRow>
  );
}

/** What is kept at this site, by lot and place; what is to be ordered, and what expires. */
export function StockPage() {
  const [search, setSearch] = useState('');
  const [query] = useDebouncedValue(search.trim(), 150);
  const [filter, setFilter] = useState<StockFilter>('all');
  const [retired, setRetired] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [lotForm, setLotForm] = useState<{ correcting: StockLot | null; like: StockLot | null } | null>(null);
  const mayKeep = useMay('keep_stock');
  const mayReview = useMay('waste_stock');
  const maySetWarning = useMay('set_expiry_warning');
  const review = useAct('medication.review_stock');
  const whole = useCommand('medication.stock', { query: null, expiring_within_days: null, retired }, TABLES, { keepPrevious: true });
  // All lots are looked through here: the clinic adds up what it lists, so a search there would show too little on hand.
  const more = whole.data?.more === true && query !== '';
  const found = useCommand('medication.stock', { query, expiring_within_days: null, retired }, TABLES, { enabled: more, keepPrevious: true });
  const stock = (more ? found.data : undefined) ?? whole.data;
  const all = stock ? things(stock) : [];
  const matching = more ? all : all.filter((thing) => answersTo(thing, search));
  const shown = matching.filter((thing) => belongs(thing, filter));
  const thing = all.find((each) => each.key === chosen);
  useDeskKeys(shown.map((each) => each.key), chosen, setChosen);
  useShortcuts(mayKeep ? [{ keys: 'F9', scope: 'screen', label: 'stock.take_in', run: () => setLotForm({ correcting: null, like: null }) }] : []);
  const takeIn = () => setLotForm({ correcting: null, like: null });

  return (
    <Page
      title={t('nav.stock')}
      testid="stock"
      actions={
        <>
          <Button variant="subtle" component={Link} to="/formulary" data-testid="stock-formulary">
            {t('admin.formulary')}
          </Button>
          {maySetWarning && stock && <ExpiryWarning days={stock.expiring_within_days} />}
          {mayReview && (
            <Button
              variant="default"
              leftSection={<IconBellRinging size={16} />}
              loading={review.isPending}
              onClick={() => review.mutate({}, { onSuccess: ({ alerts }) => notifications.show({ message: t('stock.review.done', { count: alerts }) }) })}
              data-testid="stock-review"
            >
              {t('stock.review')}
            </Button>
          )}
          {mayKeep && (
            <Button leftSection={<IconPlus size={16} />} onClick={takeIn} data-testid="stock-take-in">
              {t('stock.take_in')}
            </Button>
          )}
        </>
      }
    >
      <FailureNote failure={review.error ?? whole.error ?? found.error} />
      {stock && all.length === 0 && search === '' && !retired && <Teach icon={<IconPackages size={46} stroke={1.3} />} title={t('stock.empty')} text={t('stock.empty.text')} />}
      {stock && (all.length > 0 || search !== '' || retired) && (
        <Desk
          label={t('stock.list')}
          tools={
            <>
              <TextInput aria-label={t('stock.search')} placeholder={t('stock.search')} leftSection={<IconSearch size={16} />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-testid="stock-search" />
              <SegmentedControl
                size="xs"
                fullWidth
                aria-label={t('stock.list')}
                value={filter}
                onChange={setFilter}
                data={filters.map((value) => ({ value, label: t(`stock.${value}`, { count: all.filter((each) => belongs(each, value)).length }) }))}
                data-testid="stock-filter"
              />
              <Switch size="xs" label={t('stock.retired')} checked={retired} onChange={(event) => setRetired(event.currentTarget.checked)} data-testid="stock-retired" />
              {whole.data?.more && <Note tone="amber">{t('stock.more')}</Note>}
            </>
          }
          list={
            <>
              {shown.map((each) => (
                <DeskGroup key={each.key} title={null} tone={each.medicine?.reorder.due ? 'long' : 'calm'}>
                  <ThingRow thing={each} chosen={each.key === chosen} onChoose={() => setChosen(each.key)} />
                </DeskGroup>
              ))}
              {shown.length === 0 && <Quiet>{t(matching.length === 0 ? 'stock.nothing_found' : 'stock.nothing_due')}</Quiet>}
            </>
          }
        >
          {thing ? (
            <StockedThing key={thing.key} thing={thing} onCorrect={(lot) => setLotForm({ correcting: lot, like: null })} onAnother={(like) => setLotForm({ correcting: null, like })} />
          ) : (
            <Teach icon={<IconPackages size={46} stroke={1.3} />} title={t('stock.choose')} text={t('stock.choose.text')} />
          )}
        </Desk>
      )}
      <Drawer opened={lotForm !== null} onClose={() => setLotForm(null)} title={t(lotForm?.correcting ? 'stock.correct' : 'stock.take_in')} size="30rem">
        {lotForm && <LotForm correcting={lotForm.correcting} like={lotForm.like} onDone={() => setLotForm(null)} />}
      </Drawer>
    </Page>
  );
}
