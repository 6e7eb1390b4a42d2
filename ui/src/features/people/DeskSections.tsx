import { Badge, Text } from '@mantine/core';
import type { Chart } from '../../api/commands';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { Facts } from '../../shared/look/Facts';
import { Panel } from '../../shared/look/Page';
import { showMoney } from '../../shared/money';
import { showDate, showShortDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { InvoiceState } from '../billing/InvoiceState';
import { ChartList, ChartRow } from './ChartList';

export function Upcoming(props: { appointments: Chart['appointments'] }) {
  const { time_zone: zone } = useSite();
  return (
    <Panel title={t('chart.appointments')} count={props.appointments.length} flush testid="chart-appointments">
      <ChartList
        items={props.appointments}
        shown={4}
        empty={t('chart.appointments.empty')}
        render={(each) => (
          <ChartRow key={each.id} to="/today" search={{ on: dateAt(each.starts_at, zone) }} side={<Badge color="gray">{word('appointment_status', each.status)}</Badge>}>
            <Text span fw={550} className="numbers">
              {showShortDate(dateAt(each.starts_at, zone))}, {showTime(each.starts_at, zone)}
            </Text>
            <Text size="sm" c="dimmed">
              {[each.practitioner, each.reason ?? word('appointment_kind', each.kind)].filter(Boolean).join(' · ')}
            </Text>
          </ChartRow>
        )}
      />
    </Panel>
  );
}

export function Invoices(props: { invoices: Chart['invoices']; balance_minor: number; currency: string }) {
  return (
    <Panel
      title={t('chart.invoices')}
      count={props.invoices.length}
      flush
      testid="chart-invoices"
      actions={props.balance_minor > 0 ? <Badge color="orange">{t('chart.invoices.balance', { amount: showMoney(props.balance_minor, props.currency) })}</Badge> : undefined}
    >
      <ChartList
        items={props.invoices}
        shown={4}
        empty={t('chart.invoices.empty')}
        render={(invoice) => (
          <ChartRow key={invoice.id} to={`/invoices/${invoice.id}`} side={showMoney(invoice.total_minor, invoice.currency)}>
            <Text span size="sm">
              {invoice.number ?? t('billing.draft')} · {showDate(invoice.issued_on)}
            </Text>{' '}
            <InvoiceState invoice={invoice} />
          </ChartRow>
        )}
      />
    </Panel>
  );
}

export function Contact(props: { patient: Chart['patient'] }) {
  const { patient } = props;
  const address = [patient.address_line, patient.postal_code, patient.city, patient.state, patient.country].filter(Boolean).join(', ');
  const emergency = [patient.emergency_contact_name, patient.emergency_contact_relationship && `(${patient.emergency_contact_relationship})`, patient.emergency_contact_phone].filter(Boolean).join(' ');
  return (
    <Panel title={t('chart.contact')} testid="chart-contact">
      <Facts
        rows={[
          [t('people.phone'), patient.phone],
          [t('people.email'), patient.email],
          [t('people.address'), address],
          [t('people.language'), patient.preferred_language],
          [t('people.national_id'), patient.national_id],
          [t('people.blood_type'), patient.blood_type],
          [t('people.contact_name'), emergency],
          [t('people.notes'), patient.notes],
        ]}
      />
    </Panel>
  );
}
