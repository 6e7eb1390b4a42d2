import type { Shortcut } from '../../../shared/keyboard/registry';
import { useShortcuts } from '../../../shared/keyboard/useShortcuts';
import type { Action } from './pane';
import type { Preset } from './presets';
import { tools } from './Toolbar';
import type { Tool } from './usePointer';

/** A press of an arrow, in pixels of the screen. */
const STEP = 40;
const FAR = 10;

interface Keys {
  act: (action: Action) => void;
  tool: (tool: Tool) => void;
  mayMark: boolean;
  presets: readonly Preset[];
  count: number;
  /** The arrows move a point in the image rather than through the images. */
  pointing: boolean;
  point: (toggle: { x: number; y: number } | null) => void;
  place: () => void;
  series: (by: number) => void;
  play: () => void;
  faster: (by: number) => void;
  compare: () => void;
  comparing: boolean;
  link: () => void;
  other: () => void;
  findings: () => void;
  nextFinding: () => void;
  side: () => void;
  removeLast: () => void;
  stop: () => void;
}

/** Every key of the viewer. What the mouse can do, a key can do. */
export function useViewerKeys(keys: Keys): void {
  const { act, pointing } = keys;
  const on = (pressed: string, label: Shortcut['label'], run: () => void): Shortcut => ({ keys: pressed, scope: 'screen', label, run });
  const arrows = [
    ['ArrowUp', 0, -1],
    ['ArrowDown', 0, 1],
    ['ArrowLeft', -1, 0],
    ['ArrowRight', 1, 0],
  ] as const;
  useShortcuts([
    ...tools.filter(({ tool }) => tool !== 'mark' || keys.mayMark).map(({ tool, keys: pressed, label }) => on(pressed, label, () => keys.tool(tool))),
    on('i', 'viewer.invert', () => act({ kind: 'invert' })),
    on('0', 'viewer.windows.default', () => act({ kind: 'window', window: null })),
    ...keys.presets.slice(0, 9).map((preset, index) => on(String(index + 1), 'viewer.key.preset', () => act({ kind: 'window', window: preset.window }))),
    on('mod+ArrowUp', 'viewer.key.brighter', () => act({ kind: 'window_by', shift: -0.05, stretch: 1 })),
    on('mod+ArrowDown', 'viewer.key.darker', () => act({ kind: 'window_by', shift: 0.05, stretch: 1 })),
    on('mod+ArrowLeft', 'viewer.key.more_contrast', () => act({ kind: 'window_by', shift: 0, stretch: 1 / 1.1 })),
    on('mod+ArrowRight', 'viewer.key.less_contrast', () => act({ kind: 'window_by', shift: 0, stretch: 1.1 })),
    on('+', 'viewer.zoom_in', () => act({ kind: 'zoom', factor: 1.25, at: { x: 0, y: 0 } })),
    on('-', 'viewer.zoom_out', () => act({ kind: 'zoom', factor: 0.8, at: { x: 0, y: 0 } })),
    on('f', 'viewer.fit', () => act({ kind: 'fit' })),
    on('d', 'viewer.one_to_one', () => act({ kind: 'one_to_one' })),
    on('e', 'viewer.rotate_left', () => act({ kind: 'rotate', turns: -1 })),
    on('r', 'viewer.rotate_right', () => act({ kind: 'rotate', turns: 1 })),
    on('h', 'viewer.flip_across', () => act({ kind: 'flip', direction: 'across' })),
    on('v', 'viewer.flip_down', () => act({ kind: 'flip', direction: 'down' })),
    on('u', 'viewer.reset', () => act({ kind: 'reset' })),
    ...(pointing
      ? arrows.flatMap(([arrow, x, y]) => [on(arrow, 'viewer.key.crosshair', () => keys.point({ x, y })), on(`shift+${arrow}`, 'viewer.key.crosshair_far', () => keys.point({ x: x * FAR, y: y * FAR }))])
      : arrows.flatMap(([arrow, x, y]) => [
          on(arrow, x + y < 0 ? 'viewer.previous' : 'viewer.next', () => act({ kind: 'step', by: x + y })),
          on(`shift+${arrow}`, 'viewer.key.pan', () => act({ kind: 'pan', by: { x: x * STEP, y: y * STEP } })),
        ])),
    on('Home', 'viewer.first', () => act({ kind: 'step', by: -keys.count })),
    on('End', 'viewer.last', () => act({ kind: 'step', by: keys.count })),
    on('PageUp', 'viewer.previous_series', () => keys.series(-1)),
    on('PageDown', 'viewer.next_series', () => keys.series(1)),
    on('k', 'viewer.play', keys.play),
    on('[', 'viewer.slower', () => keys.faster(-1)),
    on(']', 'viewer.faster', () => keys.faster(1)),
    on('c', 'viewer.crosshair', () => keys.point(null)),
    ...(pointing ? [on('m', 'viewer.crosshair.mark', keys.place)] : []),
    on('Delete', 'viewer.measurement.remove_last', keys.removeLast),
    on('Escape', 'viewer.stop', keys.stop),
    on('s', 'viewer.compare.with', keys.compare),
    ...(keys.comparing ? [on('j', 'viewer.link', keys.link), on('b', 'viewer.other_pane', keys.other)] : []),
    on('g', 'viewer.findings.draw', keys.findings),
    on('t', 'viewer.findings.next', keys.nextFinding),
    on('x', 'viewer.side.show', keys.side),
  ]);
}
