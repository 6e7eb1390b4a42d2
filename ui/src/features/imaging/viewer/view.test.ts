import { describe, expect, test } from 'vitest';
import { fitted, fitZoom, flipped, matrixOf, panned, rotated, stepInImage, toImage, toScreen, zoomed, type Geometry, type Point, type View } from './view';

/** 200 columns and 100 rows in a pane of 400 by 400: it fits at 2, with 100 above and below. */
const wide: Geometry = { columns: 200, rows: 100, aspect: 1, width: 400, height: 400 };
const on = (view: View, at: Point, geometry = wide) => {
  const { x, y } = toScreen(at, matrixOf(view, geometry));
  return [Math.round(x * 1e6) / 1e6 + 0, Math.round(y * 1e6) / 1e6 + 0];
};
const origin = { x: 0, y: 0 };
const right = { x: 200, y: 0 };

describe('an image', () => {
  test('fits, in the middle', () => {
    expect(fitZoom(wide, 0)).toBe(2);
    expect(on(fitted, origin)).toEqual([0, 100]);
    expect(on(fitted, { x: 200, y: 100 })).toEqual([400, 300]);
  });

  test('with tall pixels is drawn tall', () => {
    const tall = { ...wide, aspect: 4 };
    expect(fitZoom(tall, 0)).toBe(1);
    expect(on(fitted, origin, tall)).toEqual([100, 0]);
    expect(on(fitted, { x: 200, y: 100 }, tall)).toEqual([300, 400]);
  });

  test('turned right has its upper left corner at the upper right', () => {
    const turned = rotated(fitted, 1);
    expect(on(turned, origin)).toEqual([300, 0]);
    expect(on(turned, right)).toEqual([300, 400]);
    expect(rotated(turned, -1)).toEqual(fitted);
  });

  test('is mirrored as it stands on the screen, also after a turn', () => {
    expect(on(flipped(fitted, 'across'), origin)).toEqual([400, 100]);
    expect(on(flipped(fitted, 'down'), origin)).toEqual([0, 300]);
    const turned = rotated(fitted, 1);
    expect(on(flipped(turned, 'across'), origin)).toEqual([100, 0]);
    expect(on(flipped(turned, 'down'), origin)).toEqual([300, 400]);
    expect(flipped(flipped(turned, 'down'), 'down')).toEqual(turned);
  });

  test('turns and is mirrored about the middle of the pane, wherever it was moved', () => {
    const moved = panned(zoomed(fitted, 3, origin), { x: 30, y: -50 });
    const middle = toImage({ x: 200, y: 200 }, matrixOf(moved, wide));
    for (const view of [rotated(moved, 1), rotated(moved, 2), flipped(moved, 'across'), flipped(rotated(moved, 3), 'down')]) expect(on(view, middle)).toEqual([200, 200]);
  });

  test('is zoomed about the pointer', () => {
    const pointer = { x: 120, y: -40 };
    const under = toImage({ x: 320, y: 160 }, matrixOf(fitted, wide));
    const closer = zoomed(fitted, 2.5, pointer);
    expect(on(closer, under)).toEqual([320, 160]);
    expect(closer.scale).toBe(2.5);
    // At the end of the zoom the image stays where it is.
    const closest = zoomed(fitted, 1e9, pointer);
    expect(zoomed(closest, 2, pointer)).toEqual(closest);
  });

  test('gives every place of the screen back', () => {
    const view = panned(flipped(rotated(zoomed(fitted, 1.7, { x: 20, y: 5 }), 1), 'down'), { x: -13, y: 8 });
    const geometry = { ...wide, aspect: 1.5 };
    const there = toImage(toScreen({ x: 33.5, y: 71 }, matrixOf(view, geometry)), matrixOf(view, geometry));
    expect(there.x).toBeCloseTo(33.5, 9);
    expect(there.y).toBeCloseTo(71, 9);
  });
});

test('an arrow moves a point as it looks on the screen', () => {
  for (const view of [fitted, rotated(fitted, 1), flipped(fitted, 'across'), flipped(rotated(fitted, 3), 'down')]) {
    const matrix = matrixOf(view, wide);
    const from = { x: 50, y: 50 };
    for (const direction of [{ x: 1, y: 0 }, { x: 0, y: -1 }]) {
      const by = stepInImage(view, direction);
      const [one, other] = [toScreen(from, matrix), toScreen({ x: from.x + by.x, y: from.y + by.y }, matrix)];
      expect(Math.sign(Math.round(other.x - one.x)) + 0).toBe(direction.x);
      expect(Math.sign(Math.round(other.y - one.y)) + 0).toBe(direction.y);
    }
  }
});
