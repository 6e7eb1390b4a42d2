import { Badge, Button, Drawer, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconUsersGroup } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { DuplicatePair, PatientLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay } from '../../app/session';
import { useDialogKeys } from '../../shared/keyboard/useDialogKeys';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote, Note } from '../../shared/look/Note';
import { Page, Panel, Teach } from '../../shared/look/Page';
import { ComparePair, JustMerged } from './ComparePair';
import classes from './DuplicatesPage.module.css';
import { MergedRecords } from './MergedRecords';
import { patientFacts } from './patientFacts';
import { PatientPicker } from './PatientPicker';
import { useDuplicatePairs, type DuplicateSearch } from './useDuplicatePairs';
import { showList } from '../../shared/time/format';

const route = getRouteApi('/duplicates');

function PairButton(props: { pair: DuplicatePair; chosen: boolean; onChoose: () => void }) {
  const { patient, other, likely, reasons } = props.pair;
  return (
    <UnstyledButton className={classes.pair} aria-current={props.chosen} onClick={props.onChoose} data-testid="duplicate-pair">
      {[patient, other].map((each) => (
        <span key={each.id}>
          <Text span fw={600} display="block" className="any-script">
            {each.display_name}
          </Text>
          <Text span size="xs" c="dimmed" display="block">
            {patientFacts(each)}
          </Text>
        </span>
      ))}
      <Group component="span" gap="xs" mt={6}>
        <Badge color={likely ? 'orange' : 'gray'} leftSection={likely ? <IconAlertTriangle size={12} /> : undefined}>
          {t(likely ? 'merge.likely' : 'merge.possible')}
        </Badge>
        <Text span size="sm">
          {showList(reasons)}
        </Text>
      </Group>
    </UnstyledButton>
  );
}

function PairList(props: { search: DuplicateSearch; chosen: readonly [string, string] | null; onChoose: (pair: DuplicatePair) => void }) {
  const { search, chosen } = props;
  return (
    <Panel title={t('merge.list')} count={search.pairs.length} flush testid="duplicate-pairs">
      <FailureNote failure={search.failure} />
      {search.complete && search.pairs.length === 0 && <Teach icon={<IconUsersGroup size={40} stroke={1.3} />} title={t('merge.empty')} text={t('merge.empty.text')} />}
      {search.pairs.map((pair) => (
        <PairButton key={`${pair.patient.id}:${pair.other.id}`} pair={pair} chosen={chosen?.[0] === pair.patient.id && chosen[1] === pair.other.id} onChoose={() => props.onChoose(pair)} />
      ))}
      <Group justify="space-between" className={classes.pairFoot} gap="xs">
        <Text size="sm" c="dimmed" role="status" className="numbers">
          {t(search.looking ? 'merge.looking' : search.complete ? 'merge.looked_all' : 'merge.looked', { count: search.lookedAt })}
        </Text>
        {search.looking ? (
          <Button size="compact-sm" variant="default" onClick={search.stop} data-testid="duplicates-stop">
            {t('merge.stop')}
          </Button>
        ) : (
          <Button size="compact-sm" variant="default" onClick={search.complete ? search.again : search.goOn} data-testid="duplicates-go-on">
            {t(search.complete ? 'merge.again' : 'merge.go_on')}
          </Button>
        )}
      </Group>
    </Panel>
  );
}

/** Any two records, for what no likeness finds. */
function ByHand(props: { onCompare: (one: string, other: string) => void; onClose: () => void }) {
  const [one, setOne] = useState<PatientLine | null>(null);
  const [other, setOther] = useState<PatientLine | null>(null);
  const same = one !== null && one.id === other?.id;
  const compare = () => {
    if (one && other && !same) props.onCompare(one.id, other.id);
  };
  useDialogKeys(props.onClose, compare);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('merge.by_hand.text')}
      </Text>
      <Panel title={t('merge.by_hand.one')}>
        <PatientPicker value={one} onChange={setOne} autoFocus testid="by-hand-one" />
      </Panel>
      <Panel title={t('merge.by_hand.other')}>
        <PatientPicker value={other} onChange={setOther} error={same ? t('merge.by_hand.same') : null} testid="by-hand-other" />
      </Panel>
      <Group justify="flex-end">
        <Button disabled={!one || !other || same} onClick={compare} data-testid="by-hand-compare">
          {t('merge.compare')}
        </Button>
      </Group>
    </Stack>
  );
}

/** The way back from a merge, starting from the person. */
function FindMerged(props: { onClose: () => void }) {
  const [patient, setPatient] = useState<PatientLine | null>(null);
  const chart = useCommand('people.chart', { patient_id: patient?.id ?? '' }, ['patient_merges', 'patients'], { enabled: patient !== null });
  useDialogKeys(props.onClose);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('merged.find.text')}
      </Text>
      <PatientPicker value={patient} onChange={setPatient} autoFocus testid="merged-find" />
      {patient && <FailureNote failure={chart.error} />}
      {patient && chart.data && (chart.data.merged.length > 0 ? <MergedRecords merged={chart.data.merged} /> : <Note tone="plain">{t('merged.none')}</Note>)}
    </Stack>
  );
}

function Worklist(props: { one: string | undefined; other: string | undefined }) {
  const navigate = useNavigate();
  const search = useDuplicatePairs();
  const [merged, setMerged] = useState<string | null>(null);
  const chosen = props.one && props.other ? ([props.one, props.other] as const) : null;
  const choose = (one: string, other: string) => {
    setMerged(null);
    void navigate({ to: '/duplicates', search: { one, other } });
  };
  const pairOf = () => search.pairs.find((pair) => pair.patient.id === props.one && pair.other.id === props.other);
  const next = () => {
    const at = search.pairs.findIndex((pair) => pair === pairOf());
    const following = search.pairs[at + 1] ?? search.pairs[0];
    if (following) choose(following.patient.id, following.other.id);
  };
  const settle = (front: string | null) => {
    const pair = pairOf();
    if (pair) search.settled(pair);
    setMerged(front);
    void navigate({ to: '/duplicates', search: {} });
  };
  useShortcuts([{ keys: 'n', scope: 'screen', label: 'merge.next', run: next }]);
  return (
    <div className={classes.beside}>
      <PairList search={search} chosen={chosen} onChoose={(pair) => choose(pair.patient.id, pair.other.id)} />
      {chosen ? (
        <ComparePair key={chosen.join(':')} one={chosen[0]} other={chosen[1]} onMerged={settle} onApart={() => settle(null)} />
      ) : merged ? (
        <Stack>
          <JustMerged patientId={merged} />
          <Group>
            <Link className="text-link" to="/patients/$patientId" params={{ patientId: merged }}>
              {t('merge.open_chart')}
            </Link>
          </Group>
        </Stack>
      ) : (
        <Panel>
          <Teach icon={<IconUsersGroup size={46} stroke={1.3} />} title={t('merge.choose')} text={t('merge.choose.text')} />
        </Panel>
      )}
    </div>
  );
}

/** Records that may be one person's: compared, then merged or kept apart. */
export function DuplicatesPage() {
  const { one, other } = route.useSearch();
  const navigate = useNavigate();
  const may = useMay('merge_patients');
  const [open, setOpen] = useState<'by_hand' | 'undo' | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={t('nav.duplicates')}
      testid="duplicates"
      actions={
        may && (
          <>
            <Button variant="default" leftSection={<IconArrowBackUp size={17} className="mirrored" />} onClick={() => setOpen('undo')} data-testid="merged-open">
              {t('merged.find')}
            </Button>
            <Button variant="default" leftSection={<IconUsersGroup size={17} />} onClick={() => setOpen('by_hand')} data-testid="by-hand-open">
              {t('merge.by_hand')}
            </Button>
          </>
        )
      }
    >
      {may ? <Worklist one={one} other={other} /> : <Teach icon={<IconUsersGroup size={46} stroke={1.3} />} title={t('admin.not_yours')} text={t('admin.not_yours.text')} />}
      <Drawer opened={open === 'by_hand'} onClose={close} title={t('merge.by_hand')} size="28rem">
        {open === 'by_hand' && (
          <ByHand
            onClose={close}
            onCompare={(first, second) => {
              close();
              void navigate({ to: '/duplicates', search: { one: first, other: second } });
            }}
          />
        )}
      </Drawer>
      <Drawer opened={open === 'undo'} onClose={close} title={t('merged.find')} size="30rem">
        {open === 'undo' && <FindMerged onClose={close} />}
      </Drawer>
    </Page>
  );
}
