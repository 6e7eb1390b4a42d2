import { Badge, Button, Group, Radio, Stack, Switch, Table, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowsSplit2, IconEqual, IconEqualNot, IconGitMerge } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { MergePreview } from '../../api/commands';
import type { Failure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useSite } from '../../app/session';
import { AllTheSame } from '../../shared/forms/AllTheSame';
import { AskOnce } from '../../shared/forms/AskOnce';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDay, showList, showNumber } from '../../shared/time/format';
import classes from './DuplicatesPage.module.css';
import { MergedRecords } from './MergedRecords';
import { birthText } from './patientFacts';

const TABLES = ['patients', 'patient_merges', 'visits', 'appointments', 'prescriptions', 'invoices'] as const;

type Side = MergePreview['one'];

function valueText(field: string, value: string | null, side: Side): string {
  if (field === 'date_of_birth') return value ? birthText(value, side.patient.date_of_birth_precision) : '';
  if (field === 'gender' || field === 'birth_sex') return word('gender', value);
  return value ?? '';
}

function Fields(props: { preview: MergePreview; onlyDifferences: boolean }) {
  const { preview } = props;
  const rows = preview.fields.filter((field) => field.field !== 'date_of_birth_precision' && (!props.onlyDifferences || field.differs));
  if (rows.length === 0) {
    return (
      <Table.Tr>
        <Table.Td colSpan={4} c="dimmed">
          {t('merge.no_difference')}
        </Table.Td>
      </Table.Tr>
    );
  }
  return (
    <>
      {rows.map((row) => (
        <Table.Tr key={row.field} data-differs={row.differs || undefined} className={classes.field} data-testid={`merge-field-${row.field}`}>
          <Table.Th scope="row">{word('merge_field', row.field)}</Table.Th>
          <Table.Td className="any-script">{valueText(row.field, row.one, preview.one)}</Table.Td>
          <Table.Td ta="center">{row.differs ? <IconEqualNot size={16} aria-label={t('merge.differs')} className={classes.differs} /> : <IconEqual size={16} aria-label={t('merge.same')} className={classes.same} />}</Table.Td>
          <Table.Td className="any-script">{valueText(row.field, row.other, preview.other)}</Table.Td>
        </Table.Tr>
      ))}
    </>
  );
}

/** What was merged a moment ago, with the way back in sight. */
export function JustMerged(props: { patientId: string }) {
  const chart = useCommand('people.chart', { patient_id: props.patientId }, ['patient_merges', 'patients']);
  if (!chart.data || chart.data.merged.length === 0) return <FailureNote failure={chart.error} />;
  return <MergedRecords merged={chart.data.merged} />;
}

interface Props {
  one: string;
  other: string;
  onMerged: (front: string) => void;
  onApart: () => void;
}

/** Two records side by side, and what is decided about them. */
export function ComparePair({ one, other, onMerged, onApart }: Props) {
  const { time_zone: zone } = useSite();
  const preview = useCommand('people.merge_preview', { patient_id: one, other_patient_id: other }, TABLES);
  const merge = useAct('people.merge');
  const keepApart = useAct('people.keep_apart');
  const [front, setFront] = useState<string | null>(null);
  const [onlyDifferences, setOnlyDifferences] = useState(false);
  const [parting, setParting] = useState(false);
  const [twoPlaces, setTwoPlaces] = useState<Failure | null>(null);
  const { form, saved, banner, refuse } = useDraftForm(`merge:${one}:${other}`, {
    blank: { reason: '' },
    validate: (values) => ({ reason: values.reason.trim() === '' ? t('merge.reason.missing') : null }),
  });

  const shown = preview.data;
  const inFront = front ?? shown?.suggested_patient_id ?? one;
  const names = { one: shown?.one.patient.display_name ?? '', other: shown?.other.patient.display_name ?? '' };
  const submit = (acceptClash: boolean) =>
    form.onSubmit((values) => {
      if (!shown || shown.merged) return;
      refuse(null);
      merge.mutate(
        { patient_id: inFront, merged_patient_id: inFront === one ? other : one, reason: values.reason.trim(), accept_clash: acceptClash },
        {
          onSuccess: () => {
            saved();
            notifications.show({ message: t('merge.done', names) });
            onMerged(inFront);
          },
          onError: (failure) => {
            setTwoPlaces(failure.code === 'two_places' ? failure : null);
            refuse(failure.code === 'two_places' ? null : failure);
          },
        },
      );
    })();
  useShortcuts([{ keys: 'mod+Enter', scope: 'screen', label: 'merge.submit', run: () => submit(false) }]);

  if (!shown) return <FailureNote failure={preview.error} />;
  const sides: readonly Side[] = [shown.one, shown.other];
  const counts = [
    ['merge.registered', (side: Side) => showDay(side.registered_at, zone)],
    ['merge.visits', (side: Side) => showNumber(side.visits)],
    ['merge.appointments', (side: Side) => showNumber(side.appointments)],
    ['merge.prescriptions', (side: Side) => showNumber(side.prescriptions)],
    ['merge.invoices', (side: Side) => showNumber(side.invoices)],
  ] as const;
  return (
    <Panel
      title={t('merge.side_by_side')}
      flush
      testid="merge-preview"
      actions={<Switch size="sm" label={t('merge.only_differences')} checked={onlyDifferences} onChange={(event) => setOnlyDifferences(event.currentTarget.checked)} data-testid="merge-only-differences" />}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(false);
        }}
      >
        <Radio.Group value={inFront} onChange={setFront} aria-label={t('merge.front.choose')}>
          <Table className={classes.compare} layout="fixed" verticalSpacing={5} horizontalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Td w="9.5rem" />
                <Table.Th scope="col">
                  <Head side={shown.one} suggested={shown.suggested_patient_id === one} merged={shown.merged} />
                </Table.Th>
                <Table.Td w="2.6rem" />
                <Table.Th scope="col">
                  <Head side={shown.other} suggested={shown.suggested_patient_id === other} merged={shown.merged} />
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              <Fields preview={shown} onlyDifferences={onlyDifferences} />
              {counts.map(([label, of], index) => (
                <Table.Tr key={label} className={index === 0 ? classes.firstCount : undefined}>
                  <Table.Th scope="row">{t(label)}</Table.Th>
                  {sides.map((side, at) => (
                    <Table.Td key={side.patient.id} colSpan={at === 0 ? 2 : 1} className="numbers">
                      {of(side)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Radio.Group>
        <Stack gap="sm" p="sm" className={classes.decide}>
          <Text size="sm">
            {t('merge.score', { percent: Math.round(shown.score * 100) })}
            {shown.reasons.length > 0 && ` · ${t('merge.alike', { reasons: showList(shown.reasons) })}`}
          </Text>
          {shown.merged ? (
            <Note tone="plain" testid="merge-already">
              {t('merge.already')}{' '}
              <Link className="text-link" to="/patients/$patientId" params={{ patientId: one }}>
                {t('merge.open_chart')}
              </Link>
            </Note>
          ) : (
            <>
              <Text size="sm" c="dimmed">
                {t('merge.after')}
              </Text>
              <TextInput label={t('merge.reason')} description={t('merge.reason.text')} data-testid="merge-reason" {...form.getInputProps('reason')} />
              <FailureNote failure={banner} />
              <AllTheSame failure={twoPlaces} action={t('merge.submit_all_the_same')} busy={merge.isPending} onGoOn={() => submit(true)} testid="merge-two-places" actionTestid="merge-all-the-same" />
              <Group justify="space-between">
                <Button variant="default" leftSection={<IconArrowsSplit2 size={16} />} onClick={() => setParting(true)} data-testid="merge-apart">
                  {t('merge.apart')}
                </Button>
                <Button type="submit" leftSection={<IconGitMerge size={16} />} loading={merge.isPending} data-testid="merge-submit">
                  {t('merge.submit')}
                </Button>
              </Group>
            </>
          )}
        </Stack>
      </form>
      <AskOnce
        opened={parting}
        title={t('merge.apart.title', names)}
        text={t('merge.apart.text')}
        action={t('merge.apart.confirm')}
        harmless
        failure={keepApart.error}
        busy={keepApart.isPending}
        onConfirm={() =>
          keepApart.mutate(
            { patient_id: one, other_patient_id: other },
            {
              onSuccess: () => {
                saved();
                setParting(false);
                notifications.show({ message: t('merge.apart.done', names) });
                onApart();
              },
            },
          )
        }
        onClose={() => setParting(false)}
        testid="merge-apart"
      />
    </Panel>
  );
}

function Head(props: { side: Side; suggested: boolean; merged: boolean }) {
  const { patient } = props.side;
  return (
    <Stack gap={4} align="flex-start">
      <Link to="/patients/$patientId" params={{ patientId: patient.id }} className={`${classes.name} any-script`}>
        {patient.display_name}
      </Link>
      {patient.deceased && <Badge color="gray">{t('people.deceased')}</Badge>}
      {!props.merged && <Radio value={patient.id} label={props.suggested ? `${t('merge.front')} (${t('merge.suggested')})` : t('merge.front')} data-testid={`merge-front-${patient.id}`} />}
    </Stack>
  );
}
