// What one pane shows and how; the two panes of a comparison each have one, and a linked step is the
// same action done to both.

import { changed, type GreyWindow } from './grey';
import { fitted, flipped, panned, rotated, zoomed, type Point, type View } from './view';

export interface Pane {
  series: number;
  position: number;
  view: View;
  /** As the file says it, until somebody changes it. */
  window: GreyWindow | null;
  inverted: boolean;
}

export const fresh: Pane = { series: 0, position: 0, view: fitted, window: null, inverted: false };

/** What only the picture on the screen knows. */
export interface Shown {
  window: GreyWindow;
  /** Pixels of the display for one column where the image just fits. */
  fit: number;
}

export type Action =
  | { kind: 'step'; by: number; around?: boolean }
  | { kind: 'go'; series: number; position: number }
  | { kind: 'zoom'; factor: number; at: Point }
  | { kind: 'pan'; by: Point }
  | { kind: 'fit' }
  | { kind: 'one_to_one' }
  | { kind: 'rotate'; turns: number }
  | { kind: 'flip'; direction: 'across' | 'down' }
  | { kind: 'invert' }
  | { kind: 'window'; window: GreyWindow | null }
  | { kind: 'window_by'; shift: number; stretch: number }
  | { kind: 'reset' };

/** `count` is how many pictures the series has, whether or not one of them can be shown. */
export function act(pane: Pane, action: Action, shown: Shown | null, count: number): Pane {
  switch (action.kind) {
    case 'step': {
      if (count === 0) return pane;
      const next = pane.position + action.by;
      return { ...pane, position: action.around ? ((next % count) + count) % count : Math.min(count - 1, Math.max(0, next)) };
    }
    case 'go':
      return action.series === pane.series ? { ...pane, position: action.position } : { ...fresh, series: action.series, position: action.position };
    case 'zoom':
      return { ...pane, view: zoomed(pane.view, action.factor, action.at) };
    case 'pan':
      return { ...pane, view: panned(pane.view, action.by) };
    case 'fit':
      return { ...pane, view: { ...pane.view, scale: 1, pan: { x: 0, y: 0 } } };
    case 'one_to_one':
      return shown ? { ...pane, view: zoomed(pane.view, 1 / shown.fit / pane.view.scale, { x: 0, y: 0 }) } : pane;
    case 'rotate':
      return { ...pane, view: rotated(pane.view, action.turns) };
    case 'flip':
      return { ...pane, view: flipped(pane.view, action.direction) };
    case 'invert':
      return { ...pane, inverted: !pane.inverted };
    case 'window':
      return { ...pane, window: action.window };
    case 'window_by': {
      const from = pane.window ?? shown?.window;
      return from ? { ...pane, window: changed(from, action) } : pane;
    }
    case 'reset':
      return { ...fresh, series: pane.series, position: pane.position };
  }
}
