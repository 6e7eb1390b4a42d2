import { expect, test } from 'vitest';
import { act, fresh } from './pane';
import { counterpart, placeOf, stackOf, type Series } from './stack';

const file = (id: string, frame_count: number | null) => ({ id, sop_instance_uid: null, instance_number: null, frame_count, row_count: 1, column_count: 1, size_bytes: 1, sha256: id, file_name: null, attachment_id: null });
const series = (name: string, ...files: ReturnType<typeof file>[]): Series => ({ series_instance_uid: name, series_number: null, series_description: name, files });
const cine = series('cine', file('a', 3), file('b', null));
const slices = series('slices', file('c', 1), file('d', 1), file('e', 1));

test('files and their frames are one row of pictures', () => {
  expect(stackOf(cine).map(({ file: { id }, frame }) => `${id}${frame}`)).toEqual(['a0', 'a1', 'a2', 'b0']);
  expect(stackOf(undefined)).toEqual([]);
});

test('a finding leads to its series and frame', () => {
  expect(placeOf([slices, cine], 'a', 2)).toEqual({ series: 1, position: 2 });
  expect(placeOf([slices, cine], 'e', 0)).toEqual({ series: 0, position: 2 });
  // A frame that is not there leads to the beginning of its file, an unknown file to the beginning.
  expect(placeOf([slices, cine], 'a', 9)).toEqual({ series: 1, position: 0 });
  expect(placeOf([slices, cine], 'z', 0)).toEqual({ series: 0, position: 0 });
});

test('the earlier scan opens at the same series, as far along', () => {
  const finer = series('slices', ...['f', 'g', 'h', 'i', 'j'].map((id) => file(id, 1)));
  expect(counterpart([cine, finer], slices, 1)).toEqual({ series: 1, position: 2 });
  expect(counterpart([cine], slices, 2)).toEqual({ series: 0, position: 3 });
});

const shown = { window: { center: 40, width: 400, exact: false }, fit: 0.5 };

test('steps end at the ends, and go around when playing', () => {
  const last = { ...fresh, position: 3 };
  expect(act(last, { kind: 'step', by: 1 }, shown, 4).position).toBe(3);
  expect(act(last, { kind: 'step', by: 1, around: true }, shown, 4).position).toBe(0);
  expect(act(fresh, { kind: 'step', by: -5 }, shown, 4).position).toBe(0);
  // Past a picture that is not here.
  expect(act(fresh, { kind: 'step', by: 1 }, null, 4).position).toBe(1);
});

test('a window stays for a series and is given up with it', () => {
  const windowed = act(fresh, { kind: 'window_by', shift: 0.1, stretch: 2 }, shown, 4);
  expect(windowed.window).toEqual({ center: 80, width: 800, exact: false });
  expect(act(windowed, { kind: 'go', series: 0, position: 2 }, shown, 4).window).toEqual(windowed.window);
  expect(act(windowed, { kind: 'go', series: 1, position: 0 }, shown, 4).window).toBeNull();
});

test('one pixel for one pixel undoes the fitting', () => {
  expect(act(fresh, { kind: 'one_to_one' }, shown, 4).view.scale).toBe(2);
});
