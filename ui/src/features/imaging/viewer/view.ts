// Where a pixel of the image lies on the screen, and back. Image coordinates are those of findings:
// columns from the left and rows from the top, 0 at the upper left corner of the first pixel.

export interface Point {
  x: number;
  y: number;
}

/** How an image is looked at. All of it is relative to the image just fitting, so that it carries over to another. */
export interface View {
  /** 1 just fits. */
  scale: number;
  /** From the middle of the pane to the middle of the image, in pixels of the screen. */
  pan: Point;
  /** Quarter turns clockwise, 0 to 3, after the mirroring. */
  turns: number;
  /** Left and right of the image are exchanged. */
  mirrored: boolean;
}

export const fitted: View = { scale: 1, pan: { x: 0, y: 0 }, turns: 0, mirrored: false };

export interface Geometry {
  columns: number;
  rows: number;
  /** How much taller than wide a pixel is. */
  aspect: number;
  /** The pane, in pixels of the screen. */
  width: number;
  height: number;
}

/** `x' = a x + c y + e`, `y' = b x + d y + f`, as a canvas takes it. */
export interface Matrix {
  a: number;
  b: number;
  c: number;
  d: number;
  e: number;
  f: number;
}

/** The zoom, in pixels of the screen for one column, at which the whole image just fits. */
export function fitZoom({ columns, rows, aspect, width, height }: Geometry, turns: number): number {
  const [across, down] = turns % 2 === 0 ? [columns, rows * aspect] : [rows * aspect, columns];
  return Math.max(1e-6, Math.min(width / across, height / down));
}

/** Clockwise by a quarter, on a screen whose rows go down. */
function turned({ x, y }: Point, turns: number): Point {
  switch (((turns % 4) + 4) % 4) {
    case 1:
      return { x: -y, y: x };
    case 2:
      return { x: -x, y: -y };
    case 3:
      return { x: y, y: -x };
    default:
      return { x, y };
  }
}

export function matrixOf(view: View, geometry: Geometry): Matrix {
  const zoom = fitZoom(geometry, view.turns) * view.scale;
  const across = turned({ x: view.mirrored ? -zoom : zoom, y: 0 }, view.turns);
  const down = turned({ x: 0, y: zoom * geometry.aspect }, view.turns);
  const [middleX, middleY] = [geometry.columns / 2, geometry.rows / 2];
  return {
    a: across.x,
    b: across.y,
    c: down.x,
    d: down.y,
    e: geometry.width / 2 + view.pan.x - across.x * middleX - down.x * middleY,
    f: geometry.height / 2 + view.pan.y - across.y * middleX - down.y * middleY,
  };
}

export function toScreen({ x, y }: Point, { a, b, c, d, e, f }: Matrix): Point {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

export function toImage({ x, y }: Point, { a, b, c, d, e, f }: Matrix): Point {
  const size = a * d - b * c;
  return { x: (d * (x - e) - c * (y - f)) / size, y: (a * (y - f) - b * (x - e)) / size };
}

const SMALLEST = 0.05;
const LARGEST = 200;

/** Zooms so that what lies at `at`, counted from the middle of the pane, stays where it is. */
export function zoomed(view: View, factor: number, at: Point): View {
  const scale = Math.min(LARGEST, Math.max(SMALLEST, view.scale * factor));
  const real = scale / view.scale;
  return { ...view, scale, pan: { x: at.x - (at.x - view.pan.x) * real, y: at.y - (at.y - view.pan.y) * real } };
}

export function panned(view: View, by: Point): View {
  return { ...view, pan: { x: view.pan.x + by.x, y: view.pan.y + by.y } };
}

/** Turns what is on the screen about the middle of the pane. */
export function rotated(view: View, turns: number): View {
  return { ...view, turns: (((view.turns + turns) % 4) + 4) % 4, pan: turned(view.pan, turns) };
}

/** Mirrors what is on the screen: left and right, or top and bottom. */
export function flipped(view: View, direction: 'across' | 'down'): View {
  // A mirror before a turn is a mirror after the turn backwards; top to bottom is that and a half turn.
  const turns = (4 - view.turns + (direction === 'down' ? 2 : 0)) % 4;
  const pan = direction === 'across' ? { x: -view.pan.x, y: view.pan.y } : { x: view.pan.x, y: -view.pan.y };
  return { ...view, mirrored: !view.mirrored, turns, pan };
}

/** One pixel of the image in the direction that is `direction` on the screen. */
export function stepInImage(view: Pick<View, 'turns' | 'mirrored'>, direction: Point): Point {
  const { x, y } = turned(direction, -view.turns);
  return { x: view.mirrored ? -x : x, y };
}
