import { Button, Drawer } from '@mantine/core';
import { IconHeartRateMonitor } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import { useNow } from '../../shared/time/useNow';
import classes from './acute.module.css';
import { IcuDay } from './IcuDay';
import { IcuForm } from './IcuForm';
import { ICU_TABLES, type IcuPoint } from './icuMeasures';
import { IcuTile } from './IcuTile';
import { Limits } from './Limits';

type Open = { what: 'enter' | 'day'; stay: string } | { what: 'correct'; stay: string; point: IcuPoint } | { what: 'limits' };

/** Everybody who is watched closely, one tile each. */
export function IcuPage() {
  const now = useNow(30);
  const grid = useCommand('encounters.icu_grid', {}, ICU_TABLES);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const beds = grid.data ?? [];
  const bed = open && open.what !== 'limits' ? beds.find((each) => each.bed_stay_id === open.stay) : undefined;
  const patient = bed?.patient.display_name ?? '';
  return (
    <Page
      title={t('nav.icu')}
      width="104rem"
      testid="icu"
      actions={
        <Button variant="default" onClick={() => setOpen({ what: 'limits' })} data-testid="icu-limits">
          {t('icu.limits')}
        </Button>
      }
    >
      <FailureNote failure={grid.error} />
      {grid.data && beds.length === 0 && (
        <Teach icon={<IconHeartRateMonitor size={46} stroke={1.3} />} title={t('icu.empty')} text={t('icu.empty.text')}>
          <Button variant="default" mt="xs" component={Link} to="/ward">
            {t('icu.to_ward')}
          </Button>
        </Teach>
      )}
      <div className={classes.grid}>
        {beds.map((each) => (
          <IcuTile key={each.bed_stay_id} bed={each} now={now} onEnter={() => setOpen({ what: 'enter', stay: each.bed_stay_id })} onDay={() => setOpen({ what: 'day', stay: each.bed_stay_id })} />
        ))}
      </div>
      <Drawer opened={open?.what === 'enter' || open?.what === 'correct'} onClose={close} title={t(open?.what === 'correct' ? 'icu.correct.for' : 'icu.enter.for', { patient })} size="40rem">
        {bed && open?.what === 'enter' && <IcuForm bed={bed} corrects={null} onClose={close} />}
        {bed && open?.what === 'correct' && <IcuForm bed={bed} corrects={open.point} onClose={close} />}
      </Drawer>
      <Drawer opened={open?.what === 'day'} onClose={close} title={t('icu.day.of', { patient })} size="56rem">
        {bed && open?.what === 'day' && <IcuDay bed={bed} onClose={close} onCorrect={(point) => setOpen({ what: 'correct', stay: bed.bed_stay_id, point })} />}
      </Drawer>
      <Drawer opened={open?.what === 'limits'} onClose={close} title={t('icu.limits')} size="40rem">
        {open?.what === 'limits' && <Limits onClose={close} />}
      </Drawer>
    </Page>
  );
}
