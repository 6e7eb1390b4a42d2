import { Button, Group, Text } from '@mantine/core';
import { IconPhone, IconPhoneCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { ResponseOf } from '../../../api/commands';
import { t } from '../../../app/messages';
import { useMay } from '../../../app/session';
import { Panel, Teach } from '../../../shared/look/Page';
import { showMinutes } from '../../../shared/time/format';
import { minutesBetween } from '../../../shared/time/siteTime';
import { useNow } from '../../../shared/time/useNow';
import { FlagBadge } from '../../people/ClinicalSections';
import { patientFacts } from '../../people/patientFacts';
import classes from './LaboratoryPage.module.css';
import { rangeText, TellResult, valueText } from './ShownResult';

type WaitingResult = ResponseOf<'encounters.critical_not_told'>[number];

/** Critical results that nobody was told, the oldest first. */
export function ToTelephone(props: { waiting: readonly WaitingResult[]; onOpen: (orderId: string) => void }) {
  const { waiting } = props;
  const now = useNow(15);
  const mayTell = useMay('work_laboratory');
  const [telling, setTelling] = useState<WaitingResult | null>(null);
  const [first] = waiting;
  if (!first) return <Teach icon={<IconPhoneCheck size={46} stroke={1.3} />} title={t('lab.tell.empty')} text={t('lab.tell.empty.text')} />;
  return (
    <Panel flush testid="to-telephone">
      {waiting.map((each) => (
        <Group key={each.result.id} className={classes.row} justify="space-between" wrap="nowrap" data-testid="telephone-row">
          <div>
            <Text span fw={560} className="any-script">
              {each.result.test_name}
            </Text>{' '}
            <span className={`${classes.value ?? ''} numbers`}>{valueText(each.result)}</span>{' '}
            <Text span size="sm" c="dimmed" className="numbers">
              {rangeText(each.result)}
            </Text>{' '}
            <FlagBadge flag={each.result.abnormal_flag} />
            <Text size="sm" className="any-script">
              {each.patient.display_name}{' '}
              <Text span size="sm" c="dimmed" className="numbers">
                {patientFacts(each.patient)}
              </Text>
            </Text>
          </div>
          <Group gap="xs" wrap="nowrap">
            {each.result.resulted_at !== null && (
              <Text size="sm" fw={590} c="var(--hf-red)" className="numbers">
                {showMinutes(Math.max(0, minutesBetween(each.result.resulted_at, now)))}
              </Text>
            )}
            {each.result.lab_order_id !== null && (
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => props.onOpen(each.result.lab_order_id ?? '')}>
                {t('lab.open_order')}
              </Button>
            )}
            {mayTell && (
              <Button size="compact-sm" color="red.8" leftSection={<IconPhone size={15} />} onClick={() => setTelling(each)} data-testid="telephone-tell">
                {t('lab.tell')}
              </Button>
            )}
          </Group>
        </Group>
      ))}
      <TellResult result={telling?.result ?? null} patient={telling?.patient ?? first.patient} onClose={() => setTelling(null)} />
    </Panel>
  );
}
