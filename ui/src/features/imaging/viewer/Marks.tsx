import type { ReactNode } from 'react';
import { t } from '../../../app/messages';
import { showNumber } from '../../../shared/time/format';
import type { Finding } from '../types';
import { sizeOf, type Measurement } from './measure';
import { toScreen, type Matrix, type Point } from './view';
import classes from './Marks.module.css';

/** A length with its unit and, where the spacing is that of the detector, the word that it is. */
export function measured(measurement: Pick<Measurement, 'kind' | 'points' | 'spacing' | 'spacing_from'>): string {
  const size = sizeOf(measurement);
  if (size === null) return '';
  if (measurement.kind === 'angle') return t('viewer.angle', { degrees: showNumber(size) });
  if (!measurement.spacing) return t('viewer.length.pixels', { length: showNumber(size) });
  return t(measurement.spacing_from === 'imager_pixel_spacing' ? 'viewer.length.detector.short' : 'viewer.length.mm', { length: showNumber(size) });
}

/** What is written at a mark, over whatever lies under it. */
function Words(props: { at: Point; children: string; pane: { width: number; height: number }; tone: string }) {
  // Inside the pane, as far as one can tell without measuring the letters.
  const x = Math.max(4, Math.min(props.at.x, props.pane.width - props.children.length * 7 - 4));
  const y = Math.max(16, Math.min(props.at.y, props.pane.height - 6));
  return (
    <text x={x} y={y} className={classes.words} data-tone={props.tone}>
      {props.children}
    </text>
  );
}

const path = (points: readonly Point[], closed: boolean) => points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('') + (closed ? 'Z' : '');

/** Dark beneath and light above, so that a line is seen on bone and on air. */
function Line(props: { d: string; tone: string }) {
  return (
    <>
      <path d={props.d} className={classes.under} />
      <path d={props.d} className={classes.line} data-tone={props.tone} />
    </>
  );
}

const CROSS = 9;
const cross = ({ x, y }: Point, gap = 3) => `M${x - CROSS} ${y}H${x - gap}M${x + gap} ${y}H${x + CROSS}M${x} ${y - CROSS}V${y - gap}M${x} ${y + gap}V${y + CROSS}`;

/** The outline of a shape on the screen and the place for its words. */
export function outline(shape: NonNullable<Finding['shape']>, matrix: Matrix): { d: string; corner: Point } {
  const at = (x: number, y: number) => toScreen({ x, y }, matrix);
  const around = (points: readonly Point[]) => ({ d: path(points, true), corner: { x: Math.min(...points.map(({ x }) => x)), y: Math.min(...points.map(({ y }) => y)) } });
  switch (shape.kind) {
    case 'rectangle': {
      const { corner, width, height } = shape;
      return around([at(corner.x, corner.y), at(corner.x + width, corner.y), at(corner.x + width, corner.y + height), at(corner.x, corner.y + height)]);
    }
    case 'polygon':
      return around(shape.corners.map(({ x, y }) => at(x, y)));
    case 'ellipse': {
      const { centre, radius_x, radius_y } = shape;
      const middle = at(centre.x, centre.y);
      const side = at(centre.x + radius_x, centre.y);
      const top = at(centre.x, centre.y + radius_y);
      // Turns are by quarters, so the axes stay upright; one of each pair of differences is 0.
      const across = Math.max(Math.abs(side.x - middle.x), Math.abs(top.x - middle.x));
      const down = Math.max(Math.abs(side.y - middle.y), Math.abs(top.y - middle.y));
      return { d: `M${middle.x - across} ${middle.y}a${across} ${down} 0 1 0 ${2 * across} 0a${across} ${down} 0 1 0 ${-2 * across} 0Z`, corner: { x: middle.x - across, y: middle.y - down } };
    }
    case 'point': {
      const place = at(shape.at.x, shape.at.y);
      return { d: cross(place), corner: { x: place.x + CROSS, y: place.y - CROSS } };
    }
  }
}

export interface Numbered {
  finding: Finding;
  number: number;
}

export function findingWords({ finding, number }: Numbered): string {
  const state = t(finding.ai_analysis_id === null && finding.status === 'accepted' ? 'imaging.finding.seen' : `finding_status.${finding.status}`);
  const values = { number: showNumber(number, 0), what: finding.kind, state };
  return finding.status === 'proposed' && finding.confidence !== null ? t('viewer.finding.mark.sure', { ...values, percent: showNumber(finding.confidence * 100, 0) }) : t('viewer.finding.mark', values);
}

/** Findings, measurements and the point of the keyboard, drawn over a picture. */
export function Marks(props: {
  matrix: Matrix;
  pane: { width: number; height: number };
  findings: readonly Numbered[];
  measurements: readonly Measurement[];
  /** What is being drawn, up to the pointer. */
  draft: Omit<Measurement, 'id'> | null;
  frame: readonly [Point, Point] | null;
  crosshair: Point | null;
}) {
  const { matrix, pane } = props;
  const screen = (points: readonly Point[]) => points.map((each) => toScreen(each, matrix));
  const drawn: { key: string; measurement: Omit<Measurement, 'id'> }[] = [...props.measurements.map((each) => ({ key: String(each.id), measurement: each })), ...(props.draft ? [{ key: 'draft', measurement: props.draft }] : [])];
  const crosshair: ReactNode = props.crosshair && <Line d={cross(toScreen(props.crosshair, matrix), 2)} tone="point" />;
  return (
    <svg className={classes.marks} width={pane.width} height={pane.height} aria-hidden data-testid="viewer-marks">
      {props.findings.map((each) => {
        if (!each.finding.shape) return null;
        const { d, corner } = outline(each.finding.shape, matrix);
        return (
          <g key={each.finding.id} data-testid="finding-mark" data-status={each.finding.status}>
            <Line d={d} tone={each.finding.status} />
            <Words at={{ x: corner.x, y: corner.y - 6 }} pane={pane} tone={each.finding.status}>
              {findingWords(each)}
            </Words>
          </g>
        );
      })}
      {drawn.map(({ key, measurement }) => {
        const points = screen(measurement.points);
        const last = points.at(-1);
        return (
          <g key={key} data-testid="measurement-mark">
            <Line d={path(points, false) + points.map((each) => cross(each, 3)).join('')} tone="measure" />
            {last && (
              <Words at={{ x: last.x + 12, y: last.y - 8 }} pane={pane} tone="measure">
                {measured(measurement)}
              </Words>
            )}
          </g>
        );
      })}
      {props.frame && <Line d={path(screen([props.frame[0], { x: props.frame[1].x, y: props.frame[0].y }, props.frame[1], { x: props.frame[0].x, y: props.frame[1].y }]), true)} tone="point" />}
      {crosshair}
    </svg>
  );
}
