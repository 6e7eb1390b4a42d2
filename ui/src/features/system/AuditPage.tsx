import { Badge, Button, Group, Select, SimpleGrid, Stack, Table, Tabs, Text } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconChevronDown, IconChevronUp, IconFileSearch, IconHistory, IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment, useState } from 'react';
import { call } from '../../api/call';
import type { AuditLine, PatientLine } from '../../api/commands';
import { toFailure, type Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { say, t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { choices } from '../../shared/forms/choices';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDayAndTime, showShortDate } from '../../shared/time/format';
import { dateAt, dayBounds, nowMicros } from '../../shared/time/siteTime';
import { AdministrationFrame } from '../organization/AdministrationFrame';
import { PatientPicker } from '../people/PatientPicker';
import classes from './Audit.module.css';
import { ProofOutcome } from './ProofOutcome';
import { changedFields } from './auditValues';

const actions = ['create', 'read', 'update', 'delete', 'sign', 'merge', 'break_glass', 'export', 'print', 'login', 'logout'] as const;
/** The most that one answer holds; a full one may have more behind it. */
const PAGE = 200;

function Details(props: { line: AuditLine }) {
  const { time_zone: zone } = useSite();
  const { line } = props;
  const fields = changedFields(line.before, line.after, zone);
  const facts = [
    [t('audit.command'), line.command],
    [t('audit.address'), line.ip_address],
    [t('audit.program'), line.user_agent],
  ].filter(([, value]) => value);
  return (
    <Stack gap="xs" className={classes.details}>
      {fields.length > 0 && (
        <Table verticalSpacing={3} withRowBorders={false} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="12rem">{t('audit.field')}</Table.Th>
              <Table.Th>{t('audit.before')}</Table.Th>
              <Table.Th>{t('audit.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {fields.map((field) => (
              <Table.Tr key={field.column}>
                <Table.Th scope="row">{word('audit_field', field.column)}</Table.Th>
                <Table.Td className={`any-script ${classes.value}`}>{field.before}</Table.Td>
                <Table.Td className={`any-script ${classes.value}`}>{field.after}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {facts.length > 0 && (
        <Text size="sm" c="dimmed">
          {facts.map(([name, value]) => `${name}: ${value}`).join(' · ')}
        </Text>
      )}
      {fields.length === 0 && facts.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('audit.nothing_more')}
        </Text>
      )}
    </Stack>
  );
}

function Lines(props: { lines: readonly AuditLine[] }) {
  const { time_zone: zone } = useSite();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table verticalSpacing={6} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="11.5rem">{t('audit.when')}</Table.Th>
            <Table.Th>{t('audit.person')}</Table.Th>
            <Table.Th>{t('audit.what')}</Table.Th>
            <Table.Th>{t('audit.why')}</Table.Th>
            <Table.Th>{t('audit.where')}</Table.Th>
            <Table.Td w="10rem" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {props.lines.map((line) => (
            <Fragment key={line.id}>
              <Table.Tr data-testid="audit-line">
                <Table.Td className="numbers">{showDayAndTime(line.occurred_at, zone)}</Table.Td>
                <Table.Td className="any-script">{line.user_name ?? t('audit.system')}</Table.Td>
                <Table.Td>
                  <Badge color={line.action === 'break_glass' || line.action === 'delete' ? 'orange' : 'gray'}>{word('audit_action', line.action)}</Badge> {word('table', line.table_name)}
                </Table.Td>
                <Table.Td className="any-script">{say(line.reason)}</Table.Td>
                <Table.Td>{line.device_name}</Table.Td>
                <Table.Td>
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    {line.patient_id && (
                      <Link className="text-link" to="/patients/$patientId" params={{ patientId: line.patient_id }}>
                        {t('audit.open_chart')}
                      </Link>
                    )}
                    <Button
                      variant="subtle"
                      color="gray"
                      size="compact-sm"
                      aria-expanded={open === line.id}
                      rightSection={open === line.id ? <IconChevronUp size={15} /> : <IconChevronDown size={15} />}
                      onClick={() => setOpen(open === line.id ? null : line.id)}
                      data-testid="audit-details"
                    >
                      {t('audit.details')}
                    </Button>
                  </Group>
                </Table.Td>
              </Table.Tr>
              {open === line.id && (
                <Table.Tr>
                  <Table.Td colSpan={6}>
                    <Details line={line} />
                  </Table.Td>
                </Table.Tr>
              )}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Search() {
  const { time_zone: zone } = useSite();
  const staff = useCommand('organization.staff', {}, ['users']);
  const [patient, setPatient] = useState<PatientLine | null>(null);
  const [person, setPerson] = useState<string | null>(null);
  const [action, setAction] = useState<string | null>(null);
  const [from, setFrom] = useState<string | null>(() => dateAt(nowMicros(), zone));
  const [until, setUntil] = useState<string | null>(null);
  // Earlier entries are asked for one by one and belong to one question.
  const [earlier, setEarlier] = useState<{ of: string; lines: readonly AuditLine[]; complete: boolean } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);

  const question = {
    patient_id: patient?.id ?? null,
    user_id: person,
    action,
    from: from ? dayBounds(from, zone).starts_at : null,
    until: until ? dayBounds(until, zone).ends_at : null,
  };
  const narrow = patient !== null || person !== null || from !== null;
  const of = JSON.stringify(question);
  const first = useCommand('system.audit', question, ['audit_logs'], { enabled: narrow, keepPrevious: true });
  const more = earlier?.of === of ? earlier : null;
  // An entry that arrives while one reads moves the others down; none is shown twice.
  const lines = [...new Map([...(first.data ?? []), ...(more?.lines ?? [])].map((line) => [line.id, line])).values()];
  const full = more ? !more.complete : (first.data?.length ?? 0) >= PAGE;

  const showEarlier = async () => {
    const last = lines.at(-1);
    if (!last) return;
    setBusy(true);
    setFailure(null);
    try {
      const page = await call('system.audit', { ...question, until: last.occurred_at });
      setEarlier({ of, lines: [...(more?.lines ?? []), ...page], complete: page.length < PAGE });
    } catch (thrown) {
      setFailure(toFailure(thrown, t('failure.unknown')));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Stack gap="md">
      <Panel title={t('audit.search')} testid="audit-filters">
        <SimpleGrid cols={{ base: 2, md: 5 }} spacing="sm">
          <PatientPicker value={patient} onChange={setPatient} testid="audit-patient" />
          <Select label={t('audit.person')} placeholder={t('audit.anyone')} clearable searchable data={(staff.data?.users ?? []).map((user) => ({ value: user.id, label: user.display_name }))} value={person} onChange={setPerson} data-testid="audit-person" />
          <Select label={t('audit.action')} placeholder={t('audit.any_action')} clearable data={choices('audit_action', actions)} value={action} onChange={setAction} data-testid="audit-action" />
          <DatePickerInput label={t('audit.from')} clearable valueFormatter={() => (from ? showShortDate(from) : '')} value={from} onChange={setFrom} data-testid="audit-from" />
          <DatePickerInput label={t('audit.until')} clearable valueFormatter={() => (until ? showShortDate(until) : '')} value={until} onChange={setUntil} {...(from ? { minDate: from } : {})} data-testid="audit-until" />
        </SimpleGrid>
        {!narrow && <Note tone="plain">{t('audit.narrow')}</Note>}
      </Panel>
      <FailureNote failure={narrow ? (failure ?? first.error) : null} />
      {narrow && first.data && lines.length === 0 && <Teach icon={<IconHistory size={46} stroke={1.3} />} title={t('audit.empty')} text={t('audit.empty.text')} />}
      {narrow && lines.length > 0 && (
        <Panel title={t('audit.shown', { count: lines.length })} flush testid="audit-lines">
          <Lines lines={lines} />
          <Group p="sm">
            {full ? (
              <Button variant="default" size="compact-md" loading={busy} onClick={() => void showEarlier()} data-testid="audit-more">
                {t('audit.more')}
              </Button>
            ) : (
              <Text size="sm" c="dimmed">
                {t('audit.all')}
              </Text>
            )}
          </Group>
        </Panel>
      )}
    </Stack>
  );
}

function Proof() {
  const verify = useAct('records.verify');
  const [patient, setPatient] = useState<PatientLine | null>(null);
  const found = patient && verify.data?.patient_id === patient.id ? verify.data : null;
  return (
    <Panel title={t('proof.title')} testid="proof">
      <Text size="sm" c="dimmed" maw="46rem">
        {t('proof.text')}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (patient) verify.mutate({ patient_id: patient.id });
        }}
      >
        <Stack gap="sm" maw="32rem">
          <PatientPicker value={patient} onChange={setPatient} testid="proof-patient" />
          <Group>
            <Button type="submit" leftSection={<IconShieldCheck size={16} />} disabled={!patient} loading={verify.isPending} data-testid="proof-check">
              {t('proof.check')}
            </Button>
          </Group>
        </Stack>
      </form>
      <FailureNote failure={verify.error} />
      {found && <ProofOutcome verified={found} />}
    </Panel>
  );
}

/** Who read or changed what, and whether what was signed is as it was written. */
export function AuditPage() {
  const [tab, setTab] = useState<string | null>('search');
  return (
    <AdministrationFrame title={t('admin.audit')} needs="keep_clinic" width="88rem" testid="audit">
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="search" leftSection={<IconFileSearch size={17} />}>
            {t('audit.search')}
          </Tabs.Tab>
          <Tabs.Tab value="proof" leftSection={<IconShieldCheck size={17} />} data-testid="audit-proof">
            {t('audit.proof')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="search">
          <Search />
        </Tabs.Panel>
        <Tabs.Panel value="proof">
          <Proof />
        </Tabs.Panel>
      </Tabs>
    </AdministrationFrame>
  );
}
