import { Button, Loader } from '@mantine/core';
import { IconCloudDownload } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useAct, useCommand } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { FailureNote, Note } from '../../../shared/look/Note';
import { showNumber } from '../../../shared/time/format';
import { showBytes } from '../showBytes';
import type { Scan, ScanFile } from '../types';
import { lookupTable, valueOf } from './grey';
import { Marks, type Numbered } from './Marks';
import { POINTS, type Measurement } from './measure';
import type { Action, Pane, Shown } from './pane';
import type { Decoded } from './pictures';
import { stackOf } from './stack';
import { tools } from './Toolbar';
import { useCanvas } from './useCanvas';
import { useNeighbours, usePicture } from './usePicture';
import { usePointer, type Tool } from './usePointer';
import classes from './Viewer.module.css';
import { fitZoom, matrixOf, toImage, type Geometry, type Point } from './view';

/** What a pane tells the viewer of the picture that stands in it. */
export interface OnScreen extends Shown {
  picture: Decoded;
  /** The picture that was asked for is the one that is shown. */
  ready: boolean;
}

/** How much taller than wide the pixels of an image are. */
function aspectOf(picture: Decoded): number {
  const spacing = picture.image.pixel_spacing_mm;
  return spacing && spacing[0] > 0 && spacing[1] > 0 ? spacing[0] / spacing[1] : 1;
}

/** Why there is no picture, and the way to bring it here. */
function NotShown(props: { file: ScanFile; sentence: string }) {
  const { attachment_id: attachment } = props.file;
  const standing = useCommand('document.file_state', { id: attachment ?? '' }, ['attachments', 'scan_files'], { enabled: attachment !== null });
  const fetch = useAct('document.fetch_attachment');
  const away = standing.data?.state === 'elsewhere' || standing.data?.state === 'being_fetched';
  return (
    <div className={classes.instead}>
      <Note tone="amber" testid="viewer-not-shown">
        {props.sentence} {attachment === null && t('viewer.elsewhere.registered')}
        {standing.data?.state === 'being_fetched' && t('imaging.file.progress', { done: showBytes(standing.data.fetched_bytes), total: showBytes(standing.data.total_bytes) })}
      </Note>
      <FailureNote failure={fetch.error} />
      {attachment !== null && away && (
        <Button variant="default" leftSection={<IconCloudDownload size={16} />} loading={fetch.isPending} onClick={() => fetch.mutate({ id: attachment })} data-testid="viewer-fetch">
          {t('imaging.file.fetch')}
        </Button>
      )}
    </div>
  );
}

/** The value of the pixel at a place, with its unit. */
function valueAt(picture: Decoded, at: Point): string | null {
  const { image, samples } = picture;
  const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
  if (x < 0 || y < 0 || x >= image.columns || y >= image.rows) return null;
  const index = y * image.columns + x;
  const plane = image.columns * image.rows;
  const place = t('viewer.pixel', { x: showNumber(x, 0), y: showNumber(y, 0) });
  const sample = (which: number) => showNumber(samples[index + which * plane] ?? 0, 0);
  if (image.planes === 3) return `${place}: ${t('viewer.pixel.colour', { red: sample(0), green: sample(1), blue: sample(2) })}`;
  const value = showNumber(valueOf(samples[index] ?? 0, image), Number.isInteger(image.rescale_slope) ? 0 : 3);
  // US says “unspecified”, which is no unit.
  const unit = image.rescale_unit === 'US' ? null : image.rescale_unit;
  return `${place}: ${unit ? t('viewer.pixel.value', { value, unit }) : value}`;
}

interface Props {
  scan: Scan;
  /** Which of the two it is and when it was taken. */
  title: string;
  name: string;
  pane: Pane;
  active: boolean;
  /** There is another one beside it. */
  beside: boolean;
  tool: Tool;
  findings: readonly Numbered[];
  measurements: readonly Measurement[];
  draft: readonly Point[];
  crosshair: Point | null;
  act: (action: Action) => void;
  onActivate: () => void;
  onPlace: (at: Point, ended: boolean, picture: Decoded) => void;
  onScreen: (shown: OnScreen | null) => void;
  testid: string;
}

/** One picture with what is drawn over it and what is said about it. */
export function PaneView(props: Props) {
  const { scan, pane, tool, act, onScreen } = props;
  const box = useRef<HTMLDivElement>(null);
  const surface = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [pointer, setPointer] = useState<Point | null>(null);
  const series = scan.series[pane.series];
  const stack = useMemo(() => stackOf(series), [series]);
  const wanted = stack[pane.position];
  const loaded = usePicture(wanted, stack);
  const picture = loaded.data;
  const ready = picture !== undefined && picture.image.scan_file_id === wanted?.file.id && picture.frame === wanted.frame;
  useNeighbours(stack, pane.position, ready);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const window_ = pane.window ?? picture?.window ?? null;
  const inverted = picture ? picture.image.inverted !== pane.inverted : false;
  const table = useMemo(() => (picture && window_ ? lookupTable(picture.image, window_, inverted) : null), [picture, window_, inverted]);
  const geometry: Geometry | null = useMemo(
    () => (picture && size.width > 0 && size.height > 0 ? { columns: picture.image.columns, rows: picture.image.rows, aspect: aspectOf(picture), ...size } : null),
    [picture, size],
  );
  const matrix = useMemo(() => (geometry ? matrixOf(pane.view, geometry) : null), [pane.view, geometry]);
  useCanvas(surface, picture, table, matrix, size);

  const density = window.devicePixelRatio || 1;
  const fit = geometry ? fitZoom(geometry, pane.view.turns) * density : 0;
  const tell = useRef(onScreen);
  useEffect(() => {
    tell.current = onScreen;
  });
  useEffect(() => {
    tell.current(picture ? { picture, window: picture.window, fit, ready } : null);
  }, [picture, fit, ready]);

  const inImage = (at: Point) => (matrix ? toImage(at, matrix) : null);
  const pointerKeys = usePointer({
    surface: box,
    size,
    tool,
    many: stack.length > 1,
    act,
    place: (at, ended) => {
      const place = inImage(at);
      if (place && picture && ready) props.onPlace(place, ended, picture);
    },
    hover: setPointer,
    down: props.onActivate,
  });

  const hovered = props.crosshair ?? (pointer ? inImage(pointer) : null);
  const value = picture && hovered ? valueAt(picture, hovered) : null;
  const drawing = props.draft.length > 0 && picture && (tool === 'length' || tool === 'angle') ? { kind: tool, points: hovered && props.draft.length < POINTS[tool] ? [...props.draft, hovered] : props.draft } : null;
  const [frameStart] = props.draft;
  const shownPosition = picture ? stack.findIndex((each) => each.file.id === picture.image.scan_file_id && each.frame === picture.frame) : -1;
  const place = t('viewer.place', { number: showNumber(Math.max(0, shownPosition) + 1, 0), count: showNumber(stack.length, 0) });
  const seriesName = series?.series_description ?? (series?.series_number == null ? t('viewer.series') : t('imaging.series', { number: series.series_number }));
  const changedBy = [
    pane.view.mirrored && t('viewer.mirrored'),
    pane.view.turns !== 0 && t('viewer.turned', { degrees: pane.view.turns * 90 }),
    pane.inverted && t('viewer.inverted'),
  ].filter(Boolean);
  const hint = tools.find((each) => each.tool === tool)?.hint;
  const here = (frame: number | null) => frame === null || frame === (picture?.frame ?? 0) + 1;

  return (
    <section className={classes.pane} data-active={props.active && props.beside} aria-label={props.title} data-testid={props.testid}>
      <div
        ref={box}
        className={classes.surface}
        data-tool={tool}
        {...pointerKeys}
      >
        <canvas ref={surface} className={classes.canvas} role="img" aria-label={t('viewer.pane.picture', { which: props.title, scan: props.name, series: seriesName, place })} />
        {picture && matrix && (
          <Marks
            matrix={matrix}
            pane={size}
            findings={props.findings.filter(({ finding }) => finding.scan_file_id === picture.image.scan_file_id && here(finding.frame_number))}
            measurements={props.measurements.filter((each) => each.scan_file_id === picture.image.scan_file_id && each.frame === picture.frame)}
            draft={drawing ? { ...drawing, scan_file_id: picture.image.scan_file_id, frame: picture.frame, spacing: picture.image.pixel_spacing_mm, spacing_from: picture.image.spacing_from } : null}
            frame={tool === 'mark' && frameStart && hovered ? [frameStart, hovered] : null}
            crosshair={props.crosshair}
          />
        )}
        <div className={classes.corner} data-at="top-start">
          <strong>{props.title}</strong>
          <span className="any-script">{props.name}</span>
          {changedBy.length > 0 && (
            <span className={classes.changed} data-testid="viewer-changed">
              {changedBy.join(' · ')}
            </span>
          )}
        </div>
        <div className={classes.corner} data-at="top-end">
          <span className="any-script">{seriesName}</span>
          {picture && (
            <span className="numbers" data-testid="viewer-place">
              {place}
            </span>
          )}
          {!ready && loaded.isFetching && (
            <span className={classes.reading}>
              <Loader size={12} color="gray" aria-hidden /> {t('viewer.loading')}
            </span>
          )}
        </div>
        <div className={classes.corner} data-at="bottom-start">
          <span className="numbers" data-testid="viewer-value">
            {value}
          </span>
          {props.active && hint && <span className={classes.hint}>{t(hint)}</span>}
        </div>
        <div className={classes.corner} data-at="bottom-end">
          {picture && window_ && (
            <>
              <span className="numbers" data-testid="viewer-window">
                {t('viewer.window', { center: showNumber(window_.center, window_.width < 10 ? 2 : 0), width: showNumber(window_.width, window_.width < 10 ? 2 : 0) })}
              </span>
              <span className="numbers" data-testid="viewer-zoom">
                {t('viewer.zoom', { percent: showNumber(fit * pane.view.scale * 100, 0) })}
              </span>
            </>
          )}
        </div>
      </div>
      {loaded.error && wanted && <NotShown file={wanted.file} sentence={loaded.error.sentence} />}
    </section>
  );
}
