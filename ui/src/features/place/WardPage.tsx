import { Button, Drawer, Group, Progress, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconBed, IconPlus, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { AskReason } from '../../shared/forms/AskReason';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Panel, Teach } from '../../shared/look/Page';
import { showTime } from '../../shared/time/format';
import { useNow } from '../../shared/time/useNow';
import { AdmitForm } from './AdmitForm';
import { BedCard, type BedAction } from './BedCard';
import { BedForm } from './BedForm';
import { bedName, fits, isFree, WARD_TABLES, type Bed, type Stay, type Ward } from './bedWords';
import { DischargeForm } from './DischargeForm';
import { useDischarged, type Discharged } from './discharged';
import { EndAfterDeath } from './EndAfterDeath';
import { Machines } from './Machines';
import { OccupancyOutlook } from './OccupancyOutlook';
import { TransferForm } from './TransferForm';
import classes from './WardPage.module.css';

type Which = 'all' | 'free' | 'occupied';

interface Open {
  what: BedAction;
  bed: Bed | null;
  stay: Stay | null;
}

function Sums(props: { beds: readonly Bed[] }) {
  const taken = props.beds.filter((bed) => !isFree(bed)).length;
  const held = props.beds.reduce((count, bed) => count + bed.held.length, 0);
  const percent = props.beds.length === 0 ? 0 : Math.round((taken / props.beds.length) * 100);
  const sums = [[t('ward.beds'), props.beds.length], [t('ward.occupied'), taken], [t('ward.free'), props.beds.length - taken], ...(held > 0 ? [[t('ward.held'), held] as const] : [])] as const;
  return (
    <Stack gap={6} flex={1} miw="20rem">
      <div className={classes.sums} data-testid="ward-sums">
        {sums.map(([name, count]) => (
          <span key={name} className={classes.sum}>
            <b>{count}</b>
            <Text span size="sm" c="dimmed">
              {name}
            </Text>
          </span>
        ))}
        <Text span size="sm" c="dimmed" ms="auto">
          {t('ward.occupancy', { percent })}
        </Text>
      </div>
      <Progress value={percent} color="accent.7" size="sm" aria-label={t('ward.occupancy', { percent })} />
    </Stack>
  );
}

function RetireBed(props: { bed: Bed; onClose: () => void }) {
  const retire = useAct('place.retire_bed');
  const { bed, onClose } = props;
  const run = () =>
    retire.mutate(
      { id: bed.id, version: bed.version },
      {
        onSuccess: () => {
          notifications.show({ message: t('bed.retired', { bed: bedName(bed) }) });
          onClose();
        },
      },
    );
  return (
    <AskOnce opened title={t('bed.retire.title', { bed: bedName(bed) })} text={t('bed.retire.text')} action={t('bed.retire')} leave={t('common.close')} failure={retire.error} busy={retire.isPending} onConfirm={run} onClose={onClose} testid="bed-retire" />
  );
}

function StrikeStay(props: { bed: Bed; stay: Stay; onClose: () => void }) {
  const correct = useAct('place.correct_stay');
  const { bed, stay, onClose } = props;
  const patient = stay.patient.display_name;
  return (
    <AskReason
      title={t('ward.strike.title', { patient })}
      draft={`strike-stay:${stay.id}`}
      text={t('ward.strike.text', { patient, bed: bedName(bed) })}
      label={t('ward.strike.reason')}
      submit={t('ward.strike.submit')}
      danger
      send={(reason) => correct.mutateAsync({ id: stay.id, version: stay.version, reason })}
      onDone={() => {
        notifications.show({ message: t('ward.strike.done', { patient }) });
        onClose();
      }}
      onClose={onClose}
      testid="strike-stay"
    />
  );
}

function UndoDischarge(props: { of: Discharged; onUndone: () => void; onClose: () => void }) {
  const undo = useAct('place.undo_discharge');
  const { of, onUndone, onClose } = props;
  const words = { patient: of.patient, bed: bedName(of.bed) };
  return (
    <AskReason
      title={t('discharge.undo.of', words)}
      draft={`undo-discharge:${of.id}`}
      text={t('discharge.undo.text', words)}
      label={t('discharge.undo.reason')}
      submit={t('discharge.undo.submit')}
      send={(reason) => undo.mutateAsync({ id: of.id, version: of.version, reason })}
      onDone={() => {
        notifications.show({ message: t('discharge.undone', words) });
        onUndone();
      }}
      onClose={onClose}
      testid="undo-discharge"
    />
  );
}

/** Rooms and beds: who lies where, who comes, moves and leaves. */
export function WardPage() {
  const { time_zone: zone } = useSite();
  const now = useNow(60);
  const loaded = useCommand('place.wards', {}, WARD_TABLES);
  const [typed, setTyped] = useState('');
  const [which, setWhich] = useState<Which>('all');
  const [open, setOpen] = useState<Open | null>(null);
  const [undoing, setUndoing] = useState<Discharged | null>(null);
  const { discharged, add, remove } = useDischarged();
  const mayPlace = useMay('place_patients');
  const mayKeep = useMay('keep_beds');
  const close = () => setOpen(null);
  useShortcuts([
    ...(mayPlace ? [{ keys: 'F9', scope: 'screen' as const, label: 'ward.admit' as const, run: () => setOpen({ what: 'admit', bed: null, stay: null }) }] : []),
    { keys: '/', scope: 'screen', label: 'ward.find', run: () => document.getElementById('ward-find')?.focus() },
  ]);

  const wards: readonly Ward[] = loaded.data ?? [];
  const beds = wards.flatMap((ward) => ward.beds);
  const shown = wards
    .map((ward) => ({ ...ward, here: ward.beds.filter((bed) => fits(bed, typed) && (which === 'all' || isFree(bed) === (which === 'free'))) }))
    .filter((ward) => ward.here.length > 0);
  // What a drawer shows follows the board: a bed that somebody else has changed is shown as it is now.
  const bed = open?.bed ? (beds.find((each) => each.id === open.bed?.id) ?? open.bed) : null;
  const names = wards.flatMap((ward) => (ward.ward === null ? [] : [ward.ward]));

  return (
    <Page
      title={t('nav.ward')}
      testid="ward"
      actions={
        <>
          <Button variant="subtle" component={Link} to="/machines" data-testid="ward-machines">
            {t('admin.machines')}
          </Button>
          {mayKeep && (
            <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setOpen({ what: 'edit', bed: null, stay: null })} data-testid="ward-add-bed">
              {t('ward.add_bed')}
            </Button>
          )}
          {mayPlace && beds.length > 0 && (
            <Button onClick={() => setOpen({ what: 'admit', bed: null, stay: null })} data-testid="ward-admit">
              {t('ward.admit')}
            </Button>
          )}
        </>
      }
    >
      <FailureNote failure={loaded.error} />
      {loaded.data && beds.length === 0 && <Teach icon={<IconBed size={46} stroke={1.3} />} title={t('ward.empty')} text={t('ward.empty.text')} />}
      {beds.length > 0 && (
        <Stack gap="md">
          <Group align="flex-end" gap="lg">
            <Sums beds={beds} />
            <TextInput id="ward-find" leftSection={<IconSearch size={16} aria-hidden />} aria-label={t('ward.find')} placeholder={t('ward.find')} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} w="16rem" data-testid="ward-find" />
            <SegmentedControl aria-label={t('ward.show')} value={which} onChange={setWhich} data={(['all', 'free', 'occupied'] as const).map((value) => ({ value, label: t(`ward.show.${value}`) }))} data-testid="ward-show" />
          </Group>
          {mayPlace && discharged.length > 0 && (
            <Panel title={t('discharge.just')} flush testid="just-discharged">
              {discharged.map((each) => (
                <div key={each.id} className={classes.just}>
                  <Text size="sm" className="any-script">
                    {t('discharge.just.line', { patient: each.patient, bed: bedName(each.bed), when: showTime(each.at, zone) })}
                  </Text>
                  <Button size="compact-sm" variant="default" leftSection={<IconArrowBackUp size={15} className="mirrored" />} aria-label={t('discharge.undo.of', { patient: each.patient })} onClick={() => setUndoing(each)} data-testid="undo-discharge">
                    {t('discharge.undo')}
                  </Button>
                </div>
              ))}
            </Panel>
          )}
          {shown.length === 0 && <Teach title={t('ward.empty.found')} />}
          {shown.map((ward) => (
            <Panel
              key={ward.ward ?? ''}
              title={
                <>
                  {ward.ward ?? t('ward.none')}
                  <Text span c="dimmed" fw={500} size="sm" ms={8} className="numbers">
                    {t('ward.free_of', { free: ward.free, beds: ward.beds.length })}
                  </Text>
                </>
              }
              flush
              testid="ward-section"
            >
              <div className={classes.beds}>
                {ward.here.map((each) => (
                  <BedCard key={each.id} bed={each} now={now} act={(what, stay) => setOpen({ what, bed: each, stay })} />
                ))}
              </div>
            </Panel>
          ))}
          <OccupancyOutlook />
        </Stack>
      )}
      <Drawer opened={open?.what === 'admit'} onClose={close} title={t('admit.title')} size="28rem">
        {open?.what === 'admit' && <AdmitForm wards={wards} bedId={open.bed?.id ?? null} onClose={close} />}
      </Drawer>
      <Drawer opened={open?.what === 'transfer'} onClose={close} title={t('transfer.title', { patient: open?.stay?.patient.display_name ?? '' })} size="26rem">
        {open?.what === 'transfer' && bed && open.stay && <TransferForm wards={wards} bed={bed} stay={open.stay} onClose={close} />}
      </Drawer>
      <Drawer opened={open?.what === 'discharge'} onClose={close} title={t('discharge.title', { patient: open?.stay?.patient.display_name ?? '' })} size="26rem">
        {open?.what === 'discharge' && bed && open.stay && (
          <DischargeForm
            bed={bed}
            stay={open.stay}
            onClose={close}
            onDischarged={(one) => {
              if (one) add(one);
              close();
            }}
          />
        )}
      </Drawer>
      <Drawer opened={open?.what === 'edit'} onClose={close} title={bed ? t('bed.edit.title', { bed: bedName(bed) }) : t('ward.add_bed')} size="26rem">
        {open?.what === 'edit' && <BedForm bed={bed} wards={names} onClose={close} />}
      </Drawer>
      <Drawer opened={open?.what === 'machines'} onClose={close} title={bed ? t('machine.title', { bed: bedName(bed) }) : ''} size="30rem">
        {open?.what === 'machines' && bed && <Machines bed={bed} onClose={close} />}
      </Drawer>
      {open?.what === 'retire' && bed && <RetireBed bed={bed} onClose={close} />}
      <EndAfterDeath patient={open?.what === 'deceased' ? (open.stay?.patient ?? null) : null} onClose={close} />
      {open?.what === 'strike' && bed && open.stay && <StrikeStay bed={bed} stay={open.stay} onClose={close} />}
      {undoing && (
        <UndoDischarge
          of={undoing}
          onClose={() => setUndoing(null)}
          onUndone={() => {
            remove(undoing.id);
            setUndoing(null);
          }}
        />
      )}
    </Page>
  );
}
