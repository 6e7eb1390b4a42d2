import { Badge, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { PatientLine } from '../../../api/commands';
import { useCommand } from '../../../api/useCommand';
import { say, t, word } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { FailureNote } from '../../../shared/look/Note';
import { Panel } from '../../../shared/look/Page';
import { showDate, showDay, showNumber } from '../../../shared/time/format';
import { AdherencePanel } from '../../medication/AdherencePanel';
import { GivenDoses } from '../../medication/GivenDoses';
import { MedicineMenu } from '../../medication/MedicineMenu';
import { RECORD_TABLES, type MedicationRecord, type Supplied } from '../../medication/medicineWords';
import { TakenElsewhere } from '../../medication/TakenElsewhere';
import classes from '../ChartHeader.module.css';
import { ChartList, ChartRow } from '../ChartList';

const GOES_ON = ['draft', 'active', 'on_hold'];

function inUnit(quantity: number, unit: string | null): string {
  return [showNumber(quantity, 3), unit].filter(Boolean).join(' ');
}

function Prescribed(props: { items: readonly Supplied[] }) {
  const [past, setPast] = useState(false);
  const current = props.items.filter((item) => GOES_ON.includes(item.status));
  const earlier = props.items.filter((item) => !GOES_ON.includes(item.status));
  const row = (item: Supplied) => (
    <ChartRow
      key={item.item_id}
      testid="prescribed"
      side={
        <>
          {[showDate(item.start_on), showDate(item.end_on)].filter(Boolean).join(' – ')}
          <MedicineMenu medicine={{ ...item, id: item.item_id }} visitId={null} />
        </>
      }
    >
      <Text span fw={550} className="any-script">
        {item.medication_text}
      </Text>{' '}
      {item.status !== 'active' && <Badge color={item.status === 'on_hold' ? 'orange' : 'gray'}>{word('medicine_status', item.status)}</Badge>}
      <Text size="sm" c="dimmed" className="any-script">
        {[item.dosage, item.status_reason].filter(Boolean).join(' · ')}
      </Text>
      {item.quantity !== null && (
        <Text size="sm" c="dimmed" className="numbers">
          {t('medicines.supply', { handed: showNumber(item.handed_out, 3), quantity: inUnit(item.quantity, item.quantity_unit), refills: item.refills_left })}
        </Text>
      )}
      {item.pharmacy_notes && (
        <Text size="xs" c="dimmed" className="any-script prewrap">
          {say(item.pharmacy_notes)}
        </Text>
      )}
    </ChartRow>
  );
  return (
    <Panel title={t('chart.medicines')} count={current.length} flush testid="all-prescribed">
      <ChartList items={current} shown={30} empty={t('chart.medicines.empty')} render={row} />
      {earlier.length > 0 && (
        <Button variant="subtle" size="compact-sm" m={6} onClick={() => setPast(!past)}>
          {t('chart.medicines.past', { count: earlier.length })}
        </Button>
      )}
      {past && earlier.map(row)}
    </Panel>
  );
}

function HandedOutBefore(props: { lines: MedicationRecord['dispensings'] }) {
  const { time_zone: zone } = useSite();
  return (
    <Panel title={t('medicines.handed_out')} flush testid="all-handed-out">
      <ChartList
        items={props.lines}
        shown={8}
        empty={t('medicines.handed_out.empty')}
        render={(line) => (
          <ChartRow key={line.id} side={showDay(line.dispensed_at, zone)}>
            <Text span fw={550} className="any-script" {...(line.struck ? { td: 'line-through', c: 'dimmed' } : {})}>
              {line.substitution_text ?? line.medication_text}
            </Text>
            <Text size="sm" c="dimmed" className="any-script">
              {[inUnit(line.quantity, line.unit), line.lot_number && t('doses.lot', { lot: line.lot_number }), line.dispensed_by, line.correction_reason && t('doses.corrected', { reason: line.correction_reason })].filter(Boolean).join(' · ')}
            </Text>
          </ChartRow>
        )}
      />
    </Panel>
  );
}

/** Everything about a patient's medicines: prescribed, taken from elsewhere, given, handed out, and how regularly taken. */
export function AllMedicines({ patient }: { patient: PatientLine }) {
  const record = useCommand('medication.record', { patient_id: patient.id }, RECORD_TABLES);
  const mayGive = useMay('give_medicines');
  if (!record.data) return <FailureNote failure={record.error} />;
  return (
    <div className={classes.col} data-testid="all-medicines">
      {mayGive && (
        <div>
          <Button variant="default" renderRoot={(root) => <Link {...root} to="/medicines-due" search={{ patient: patient.id }} />} data-testid="medicines-to-give">
            {t('due.open')}
          </Button>
        </div>
      )}
      <Prescribed items={record.data.items} />
      <TakenElsewhere patientId={patient.id} visitId={null} />
      <AdherencePanel patientId={patient.id} />
      <GivenDoses doses={record.data.administrations} shown={10} />
      <HandedOutBefore lines={record.data.dispensings} />
    </div>
  );
}
