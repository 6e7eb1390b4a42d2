import { ActionIcon, Button, Group, Table, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconArrowBackUp, IconChevronLeft, IconChevronRight, IconHandStop, IconPencil, IconPrinter } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showList, showLongDate, showTime } from '../../shared/time/format';
import { addDays, dateAt, nowMicros } from '../../shared/time/siteTime';
import { usePrint } from '../../shared/usePrint';
import { CorrectDispensing, howMuch, type Correcting, type DispensedLine } from './CorrectDispensing';
import classes from './PharmacyPage.module.css';

function Remarks(props: { line: DispensedLine }) {
  const { line } = props;
  const said = [
    line.substitution_text && t('pharmacy.instead_of', { medicine: line.substitution_text }),
    line.correction_reason && t('pharmacy.corrected', { reason: line.correction_reason }),
    line.no_lot_reason && t('pharmacy.from_no_lot', { reason: line.no_lot_reason }),
    line.despite_text && t('pharmacy.despite', { text: line.despite_text }),
  ].filter((each): each is string => Boolean(each));
  return said.map((each) => (
    <Text key={each} size="xs" c="dimmed" className="any-script prewrap">
      {each}
    </Text>
  ));
}

/** What left the counter on one day. */
export function HandedOut() {
  const { time_zone: zone } = useSite();
  const today = dateAt(nowMicros(), zone);
  const [on, setOn] = useState(today);
  const [correcting, setCorrecting] = useState<Correcting | null>(null);
  const mayCorrect = useMay('dispense');
  const print = usePrint();
  const day = useCommand('medication.dispensed', { on }, ['dispensings', 'prescription_items', 'patients'], { keepPrevious: true });
  const lines = day.data ?? [];
  useShortcuts([
    { keys: 'F2', scope: 'screen', label: 'pharmacy.day.previous', run: () => setOn(addDays(on, -1)) },
    { keys: 'F4', scope: 'screen', label: 'pharmacy.day.next', run: () => setOn(addDays(on, 1)) },
  ]);
  return (
    <Panel
      flush
      testid="handed-out"
      title={<DatePickerInput variant="unstyled" aria-label={showList([t('pharmacy.handed_out'), showLongDate(on)])} value={on} onChange={(next) => next && setOn(next)} maxDate={today} valueFormatter={() => showLongDate(on)} highlightToday data-testid="handed-out-date" />}
      actions={
        <Group gap="xs" wrap="nowrap">
          <ActionIcon variant="default" size={34} aria-label={t('pharmacy.day.previous')} onClick={() => setOn(addDays(on, -1))} data-testid="handed-out-previous">
            <IconChevronLeft size={17} className="mirrored" />
          </ActionIcon>
          <Button variant="default" disabled={on === today} onClick={() => setOn(today)}>
            {t('pharmacy.day.today')}
          </Button>
          <ActionIcon variant="default" size={34} disabled={on >= today} aria-label={t('pharmacy.day.next')} onClick={() => setOn(addDays(on, 1))}>
            <IconChevronRight size={17} className="mirrored" />
          </ActionIcon>
        </Group>
      }
    >
      {day.error && <FailureNote failure={day.error} />}
      {day.data && lines.length === 0 && <Teach icon={<IconHandStop size={42} stroke={1.3} />} title={t('pharmacy.day.empty')} />}
      {lines.length > 0 && (
        <Table.ScrollContainer minWidth={760}>
          <Table verticalSpacing="xs" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('pharmacy.when')}</Table.Th>
                <Table.Th>{t('pharmacy.patient')}</Table.Th>
                <Table.Th>{t('pharmacy.medicine')}</Table.Th>
                <Table.Th ta="end">{t('pharmacy.how_much')}</Table.Th>
                <Table.Th>{t('pharmacy.from_lot')}</Table.Th>
                <Table.Th>{t('pharmacy.by')}</Table.Th>
                <Table.Th aria-label={t('pharmacy.actions')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {lines.map((line) => (
                <Table.Tr key={line.id} data-testid="dispensed" className={line.struck ? classes.struck : ''}>
                  <Table.Td className="numbers">{showTime(line.dispensed_at, zone)}</Table.Td>
                  <Table.Td>
                    <Link to="/patients/$patientId" params={{ patientId: line.patient.id }} className={classes.name}>
                      {line.patient.display_name}
                    </Link>
                  </Table.Td>
                  <Table.Td>
                    <Text className={`any-script ${classes.what ?? ''}`}>{line.medication_text}</Text>
                    <Remarks line={line} />
                    {line.struck && (
                      <Text size="xs" c="dimmed">
                        {t('pharmacy.struck')}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td ta="end" className={`numbers ${classes.what ?? ''}`}>
                    {howMuch(line)}
                    {line.days_supplied !== null && (
                      <Text size="xs" c="dimmed">
                        {t('pharmacy.days_count', { count: line.days_supplied })}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td className={`numbers ${classes.nowrap ?? ''}`}>{line.lot_number}</Table.Td>
                  <Table.Td>{line.dispensed_by}</Table.Td>
                  <Table.Td ta="end">
                    {!line.struck && (
                      <Group gap={4} wrap="nowrap" justify="flex-end">
                        {line.quantity > 0 && (
                          <ActionIcon variant="subtle" color="gray" aria-label={t('print.label')} onClick={() => print('medicine_label', line.id)} data-testid="dispensed-label">
                            <IconPrinter size={16} />
                          </ActionIcon>
                        )}
                        {mayCorrect && (
                          <Button variant="subtle" size="compact-sm" leftSection={<IconPencil size={15} />} onClick={() => setCorrecting({ line, kind: 'correct' })} data-testid="dispensed-correct">
                            {t('pharmacy.correct')}
                          </Button>
                        )}
                        {mayCorrect && line.quantity > 0 && (
                          <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconArrowBackUp size={15} className="mirrored" />} onClick={() => setCorrecting({ line, kind: 'undo' })} data-testid="dispensed-undo">
                            {t('pharmacy.undo')}
                          </Button>
                        )}
                      </Group>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <CorrectDispensing correcting={correcting} onClose={() => setCorrecting(null)} />
    </Panel>
  );
}
