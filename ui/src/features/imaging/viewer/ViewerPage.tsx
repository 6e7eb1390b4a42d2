import { Anchor, Button, Drawer, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconFileText, IconPhoto } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { FailureNote } from '../../../shared/look/Note';
import { Page, Teach } from '../../../shared/look/Page';
import { showDay } from '../../../shared/time/format';
import { patientFacts } from '../../people/patientFacts';
import { FindingForm, type Place } from '../FindingForm';
import { scanName } from '../scanName';
import type { Finding, Scan } from '../types';
import { CompareMenu } from './CompareMenu';
import type { Numbered } from './Marks';
import { POINTS, type Measurement } from './measure';
import { act as changePane, fresh, type Action, type Pane } from './pane';
import { PaneView, type OnScreen } from './PaneView';
import { forgetPictures, type Decoded } from './pictures';
import { modalityWindows, ownWindows } from './presets';
import { SeriesStrip } from './SeriesStrip';
import { Side } from './Side';
import { counterpart, placeOf, stackOf } from './stack';
import { SPEEDS, Toolbar } from './Toolbar';
import type { Tool } from './usePointer';
import { useViewerKeys } from './useViewerKeys';
import { stepInImage, type Point } from './view';
import classes from './Viewer.module.css';

const route = getRouteApi('/imaging/$scanId/view');

const TABLES = ['scans', 'scan_files', 'ai_analyses', 'findings', 'patients', 'users'] as const;
/** Stages of a scan in which somebody may note what they see. */
const BEGUN = ['in_progress', 'acquired', 'reported'];

type Which = 0 | 1;
type Both<T> = readonly [T, T];
const both = <T,>(pair: Both<T>, which: Which, one: T): Both<T> => (which === 0 ? [one, pair[1]] : [pair[0], one]);

function numbered(scan: Scan): readonly Numbered[] {
  return scan.findings.filter((finding) => finding.status !== 'entered_in_error').map((finding, index) => ({ finding, number: index + 1 }));
}

/** Inside the image, where findings must lie. */
function within({ x, y }: Point, { image }: Decoded): Point {
  return { x: Math.min(image.columns, Math.max(0, x)), y: Math.min(image.rows, Math.max(0, y)) };
}

function Viewer(props: { scan: Scan; start: { image: string | null; frame: number } }) {
  const { scan } = props;
  const { time_zone: zone } = useSite();
  const mayTake = useMay('take_scans');
  const [panes, setPanes] = useState<Both<Pane>>(() => [{ ...fresh, ...placeOf(scan.series, props.start.image, props.start.frame) }, fresh]);
  const [screen, setScreen] = useState<Both<OnScreen | null>>([null, null]);
  const [besideId, setBesideId] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Which>(0);
  const [linked, setLinked] = useState(true);
  const [tool, setTool] = useState<Tool>('window');
  const [speed, setSpeed] = useState(10);
  const [playing, setPlaying] = useState(false);
  const [findingsShown, setFindingsShown] = useState(true);
  const [sideShown, setSideShown] = useState(true);
  const [comparing, setComparing] = useState(false);
  const [measurements, setMeasurements] = useState<readonly Measurement[]>([]);
  const [draft, setDraft] = useState<readonly Point[]>([]);
  const [crosshair, setCrosshair] = useState<Point | null>(null);
  const [marked, setMarked] = useState<Place | null>(null);
  const made = useRef(0);

  const besideLoaded = useCommand('imaging.scan', { id: besideId ?? '' }, TABLES, { enabled: besideId !== null });
  const beside = besideId === null ? undefined : besideLoaded.data;
  const active: Which = beside ? chosen : 0;
  const scanAt = active === 1 && beside ? beside : scan;
  const pane = panes[active];
  const shown = screen[active];
  const mayMark = mayTake && BEGUN.includes(scanAt.status);
  const takenAt = (each: Scan) => each.acquired_at ?? each.ordered_at;

  useEffect(() => forgetPictures, []);

  const placed = useRef<string | null>(null);
  useEffect(() => {
    if (!beside || placed.current === beside.id) return;
    placed.current = beside.id;
    setPanes(([first]) => [first, { ...fresh, ...counterpart(beside.series, scan.series[first.series], first.position), view: first.view, window: beside.modality === scan.modality ? first.window : null }]);
  }, [beside, scan]);

  const act = (action: Action, which: Which = active) => {
    if (action.kind === 'step' || action.kind === 'go') setDraft([]);
    // A window means something only on the same scale; where to go is said of one scan only.
    const scaled = action.kind === 'window' || action.kind === 'window_by' || action.kind === 'invert';
    const together = beside !== undefined && linked && action.kind !== 'go' && !(scaled && beside.modality !== scan.modality);
    setPanes(([first, second]) => [together || which === 0 ? changePane(first, action, screen[0], stackOf(scan.series[first.series]).length) : first, together || which === 1 ? changePane(second, action, screen[1], stackOf(beside?.series[second.series]).length) : second]);
  };

  const latest = useRef({ act, ready: false });
  useEffect(() => {
    latest.current = { act, ready: shown?.ready ?? false };
  });
  const count = stackOf(scanAt.series[pane.series]).length;
  const many = count > 1;
  useEffect(() => {
    if (!playing || !many) return;
    const clock = window.setInterval(() => {
      // A picture that is still being decoded is waited for rather than skipped.
      if (latest.current.ready) latest.current.act({ kind: 'step', by: 1, around: true });
    }, 1000 / speed);
    return () => window.clearInterval(clock);
  }, [playing, many, speed]);

  const activate = (which: Which) => {
    if (which === active) return;
    setChosen(which);
    setDraft([]);
    setCrosshair(null);
  };
  const chooseTool = (next: Tool) => {
    setTool(next);
    setDraft([]);
  };
  const place = (at: Point, ended: boolean, picture: Decoded, which: Which) => {
    // Where the first press has only moved here from the other image, it begins anew.
    const before = which === active ? draft : [];
    if (ended && before.length === 0) return;
    const points = [...before, within(at, picture)];
    const { image } = picture;
    if (tool === 'length' || tool === 'angle') {
      if (points.length < POINTS[tool]) {
        setDraft(points);
        return;
      }
      setMeasurements([...measurements, { id: (made.current += 1), kind: tool, points, scan_file_id: image.scan_file_id, frame: picture.frame, spacing: image.pixel_spacing_mm, spacing_from: image.spacing_from }]);
      setDraft([]);
    } else if (tool === 'mark') {
      const [one, other] = points;
      if (!one || !other) {
        setDraft(points);
        return;
      }
      setDraft([]);
      const corner = { x: Math.round(Math.min(one.x, other.x)), y: Math.round(Math.min(one.y, other.y)) };
      const width = Math.round(Math.max(one.x, other.x)) - corner.x;
      const height = Math.round(Math.max(one.y, other.y)) - corner.y;
      if (width === 0 || height === 0) return;
      setMarked({ scan_file_id: image.scan_file_id, frame_number: image.frames > 1 ? picture.frame + 1 : null, shape: { kind: 'rectangle', corner, width, height } });
    }
  };

  const findings = numbered(scanAt);
  const goTo = (finding: Finding) => {
    setFindingsShown(true);
    act({ kind: 'go', ...placeOf(scanAt.series, finding.scan_file_id, (finding.frame_number ?? 1) - 1) });
  };
  const goToSeries = (series: number) => act({ kind: 'go', series, position: 0 });
  const own = shown ? ownWindows(shown.picture.image) : [];
  const usual = shown ? modalityWindows(scanAt.modality, shown.picture.image) : [];
  const here = measurements.filter((each) => scanAt.series.some((series) => series.files.some((file) => file.id === each.scan_file_id)));

  useViewerKeys({
    act,
    tool: chooseTool,
    mayMark,
    presets: [...own, ...usual],
    count,
    pointing: crosshair !== null,
    point: (direction) => {
      if (!shown) return;
      const { image } = shown.picture;
      if (!direction) {
        setCrosshair(crosshair ? null : { x: Math.floor(image.columns / 2) + 0.5, y: Math.floor(image.rows / 2) + 0.5 });
        return;
      }
      if (!crosshair) return;
      const by = stepInImage(pane.view, direction);
      setCrosshair(within({ x: crosshair.x + by.x, y: crosshair.y + by.y }, shown.picture));
    },
    place: () => {
      if (crosshair && shown?.ready) place(crosshair, false, shown.picture, active);
    },
    series: (by) => {
      const next = pane.series + by;
      if (scanAt.series[next]) goToSeries(next);
    },
    play: () => setPlaying(!playing),
    faster: (by) => setSpeed(SPEEDS[SPEEDS.indexOf(speed) + by] ?? speed),
    compare: () => setComparing(true),
    comparing: beside !== undefined,
    link: () => setLinked(!linked),
    other: () => activate(active === 0 ? 1 : 0),
    findings: () => setFindingsShown(!findingsShown),
    nextFinding: () => {
      const placed = findings.filter(({ finding }) => finding.scan_file_id !== null);
      const at = placed.findIndex(({ finding }) => {
        const { series, position } = placeOf(scanAt.series, finding.scan_file_id, (finding.frame_number ?? 1) - 1);
        return series === pane.series && position === pane.position;
      });
      const next = placed[(at + 1) % Math.max(1, placed.length)];
      if (next) goTo(next.finding);
    },
    side: () => setSideShown(!sideShown),
    removeLast: () => setMeasurements(measurements.slice(0, -1)),
    stop: () => {
      if (draft.length > 0) setDraft([]);
      else setCrosshair(null);
    },
  });

  const paneOf = (which: Which, of: Scan, title: string) => (
    <PaneView
      key={of.id}
      scan={of}
      title={title}
      name={scanName(of)}
      pane={panes[which]}
      active={active === which}
      beside={beside !== undefined}
      tool={tool}
      findings={findingsShown ? numbered(of) : []}
      measurements={measurements}
      draft={active === which ? draft : []}
      crosshair={active === which ? crosshair : null}
      act={(action) => act(action, which)}
      onActivate={() => activate(which)}
      onPlace={(at, ended, picture) => place(at, ended, picture, which)}
      onScreen={(next) => setScreen((before) => both(before, which, next))}
      testid={which === 0 ? 'viewer-pane' : 'viewer-pane-beside'}
    />
  );
  const dated = (each: Scan, which: 'this' | 'earlier' | 'later') => `${t(`viewer.pane.${which}`)}, ${showDay(takenAt(each), zone)}`;

  return (
    <div className={classes.viewer} data-testid="viewer">
      <header className={classes.head}>
        <div className={classes.who}>
          <Title order={1} className={classes.title}>
            {t('viewer.title', { scan: scanName(scan) })}
          </Title>
          <Anchor component={Link} to={`/patients/${scan.patient.id}`} fw={600} c="inherit" className="any-script">
            {scan.patient.display_name}
          </Anchor>
          <Text size="sm" c="dimmed" className="numbers">
            {patientFacts(scan.patient)}
          </Text>
          <Text size="sm" c="dimmed" className="any-script">
            {[scan.scan_number, scan.study_description].filter(Boolean).join(' · ')}
          </Text>
        </div>
        <Button component={Link} to={`/imaging/${scan.id}`} size="compact-md" variant="default" leftSection={<IconFileText size={16} />} data-testid="viewer-to-scan">
          {t('viewer.to_scan')}
        </Button>
      </header>
      <Toolbar
        tool={tool}
        mayMark={mayMark}
        onTool={chooseTool}
        act={act}
        shown={shown !== null}
        inverted={pane.inverted}
        own={own}
        usual={usual}
        count={count}
        playing={playing}
        onPlay={() => setPlaying(!playing)}
        speed={speed}
        onSpeed={setSpeed}
        findingsShown={findingsShown}
        onFindings={() => setFindingsShown(!findingsShown)}
        sideShown={sideShown}
        onSide={() => setSideShown(!sideShown)}
        linked={beside ? linked : null}
        onLinked={() => setLinked(!linked)}
        compare={
          <CompareMenu
            scan={scan}
            beside={besideId}
            opened={comparing}
            onOpened={setComparing}
            onChoose={(id) => {
              setBesideId(id);
              placed.current = null;
              setChosen(0);
              setPanes(([first]) => [first, fresh]);
              setScreen(([first]) => [first, null]);
              setDraft([]);
            }}
          />
        }
      />
      {besideId !== null && <FailureNote failure={besideLoaded.error} />}
      <div className={classes.body}>
        <SeriesStrip scan={scanAt} current={pane.series} onChoose={goToSeries} />
        <div className={classes.panes} dir="ltr">
          {paneOf(0, scan, dated(scan, 'this'))}
          {beside && paneOf(1, beside, dated(beside, takenAt(beside) < takenAt(scan) ? 'earlier' : 'later'))}
        </div>
        {sideShown && <Side scan={scanAt} findings={findings} hidden={!findingsShown} measurements={here} onGo={goTo} onRemove={(id) => setMeasurements(measurements.filter((each) => each.id !== id))} />}
      </div>
      <Drawer opened={marked !== null} onClose={() => setMarked(null)} title={t('imaging.finding.add')} size="28rem">
        {marked && <FindingForm scan={scanAt} place={marked} onClose={() => setMarked(null)} />}
      </Drawer>
    </div>
  );
}

/** The images of a scan, alone or beside those of another scan of the same patient. */
export function ViewerPage() {
  const { scanId } = route.useParams();
  const { image, frame } = route.useSearch();
  const loaded = useCommand('imaging.scan', { id: scanId }, TABLES);
  const scan = loaded.data;
  if (scan && scan.series.some((series) => series.files.length > 0)) {
    return <Viewer key={`${scan.id} ${image ?? ''} ${frame ?? ''}`} scan={scan} start={{ image: image ?? null, frame: (frame ?? 1) - 1 }} />;
  }
  if (!scan && !loaded.error) return null;
  return (
    <Page
      title={scan ? t('viewer.title', { scan: scanName(scan) }) : t('nav.imaging')}
      actions={
        <Button component={Link} to={scan ? `/imaging/${scan.id}` : '/imaging'} variant="default" leftSection={<IconArrowLeft size={16} className="mirrored" />}>
          {t(scan ? 'viewer.to_scan' : 'imaging.to_list')}
        </Button>
      }
    >
      <FailureNote failure={loaded.error} />
      {scan && <Teach icon={<IconPhoto size={40} />} title={t('viewer.empty')} text={t('viewer.empty.text')} />}
    </Page>
  );
}
