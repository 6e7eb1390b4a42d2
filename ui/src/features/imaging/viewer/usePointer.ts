import { useEffect, useRef, type PointerEvent, type RefObject } from 'react';
import type { Action } from './pane';
import type { Point } from './view';

export type Tool = 'window' | 'pan' | 'zoom' | 'length' | 'angle' | 'mark';

/** A click rather than a drag. */
const STILL = 4;
/** So much of turning the wheel is one image; a touchpad sends less at a time. */
const WHEEL_STEP = 40;

interface Options {
  surface: RefObject<HTMLDivElement | null>;
  size: { width: number; height: number };
  tool: Tool;
  /** Without more than one picture the wheel zooms. */
  many: boolean;
  act: (action: Action) => void;
  /** A place was set with a drawing tool; `ended` where a drag ended there. */
  place: (at: Point, ended: boolean) => void;
  hover: (at: Point | null) => void;
  down: () => void;
}

interface Drag {
  tool: Tool;
  start: Point;
  last: Point;
}

/** What the mouse, a pen or a finger does to a picture. Places are in pixels of the pane. */
export function usePointer(options: Options) {
  const drag = useRef<Drag | null>(null);
  const wheel = useRef(0);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const { surface } = options;

  const placeOf = (event: { clientX: number; clientY: number }): Point => {
    const box = surface.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const fromMiddle = ({ x, y }: Point): Point => ({ x: x - latest.current.size.width / 2, y: y - latest.current.size.height / 2 });

  // React listens to wheels only passively, and the page must not scroll under the image.
  useEffect(() => {
    const pane = surface.current;
    if (!pane) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { many, act } = latest.current;
      const turned = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * WHEEL_STEP : event.deltaY;
      if (event.ctrlKey || !many) {
        act({ kind: 'zoom', factor: Math.exp(-turned / 600), at: fromMiddle(placeOf(event)) });
        return;
      }
      wheel.current = Math.sign(turned) === Math.sign(wheel.current) ? wheel.current + turned : turned;
      if (Math.abs(wheel.current) < WHEEL_STEP) return;
      wheel.current = 0;
      act({ kind: 'step', by: Math.sign(turned) });
    };
    pane.addEventListener('wheel', onWheel, { passive: false });
    return () => pane.removeEventListener('wheel', onWheel);
  }, [surface]);

  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const { tool, place, down } = latest.current;
      down();
      const at = placeOf(event);
      const chosen = event.button === 1 ? 'pan' : event.button === 2 ? 'zoom' : tool;
      // Not every window that this runs in can hold on to a pointer.
      event.currentTarget.setPointerCapture?.(event.pointerId);
      drag.current = { tool: chosen, start: at, last: at };
      if (chosen === 'length' || chosen === 'angle' || chosen === 'mark') place(at, false);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const { act, hover, size } = latest.current;
      const at = placeOf(event);
      hover(at);
      const now = drag.current;
      if (!now) return;
      const by = { x: at.x - now.last.x, y: at.y - now.last.y };
      now.last = at;
      if (now.tool === 'pan') act({ kind: 'pan', by });
      if (now.tool === 'zoom') act({ kind: 'zoom', factor: Math.exp(-by.y / 150), at: fromMiddle(now.start) });
      // Once across the pane makes the window about seven times as wide; once down shifts it by its own width.
      if (now.tool === 'window') act({ kind: 'window_by', shift: by.y / Math.max(1, size.height), stretch: Math.exp((by.x * 2) / Math.max(1, size.width)) });
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const now = drag.current;
      drag.current = null;
      if (!now) return;
      const at = placeOf(event);
      const moved = Math.hypot(at.x - now.start.x, at.y - now.start.y) > STILL;
      if (moved && (now.tool === 'length' || now.tool === 'angle' || now.tool === 'mark')) latest.current.place(at, true);
    },
    onPointerCancel: () => {
      drag.current = null;
    },
    onPointerLeave: () => latest.current.hover(null),
    onContextMenu: (event: { preventDefault: () => void }) => event.preventDefault(),
  };
}
