import { useEffect, useRef, type RefObject } from 'react';
import { paint } from './grey';
import type { Decoded } from './pictures';
import type { Geometry, Matrix } from './view';

/** From here on single pixels are shown as squares, so that nobody takes a blur for anatomy. */
const SQUARES_FROM = 4;

/**
 * Draws a picture into the canvas: the window is computed only when the picture or its table has
 * changed, and never more than once for one frame of the display.
 */
export function useCanvas(surface: RefObject<HTMLCanvasElement | null>, picture: Decoded | undefined, table: Uint8ClampedArray | null, matrix: Matrix | null, size: Pick<Geometry, 'width' | 'height'>): void {
  const sheet = useRef<HTMLCanvasElement | null>(null);
  const pixels = useRef<ImageData | null>(null);
  const drawn = useRef<{ picture: Decoded; table: Uint8ClampedArray } | null>(null);

  useEffect(() => {
    const next = requestAnimationFrame(() => {
      const canvas = surface.current;
      const context = canvas?.getContext('2d');
      if (!canvas || !context) return;
      const density = window.devicePixelRatio || 1;
      const [width, height] = [Math.round(size.width * density), Math.round(size.height * density)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = '#000';
      context.fillRect(0, 0, width, height);
      if (!picture || !table || !matrix) return;
      const { columns, rows, planes } = picture.image;
      const paper = (sheet.current ??= document.createElement('canvas'));
      if (drawn.current?.picture !== picture || drawn.current.table !== table) {
        if (paper.width !== columns) paper.width = columns;
        if (paper.height !== rows) paper.height = rows;
        const sheetContext = paper.getContext('2d');
        if (!sheetContext) return;
        const room = pixels.current?.width === columns && pixels.current.height === rows ? pixels.current : sheetContext.createImageData(columns, rows);
        pixels.current = room;
        paint(picture.samples, planes, table, new Uint32Array(room.data.buffer));
        sheetContext.putImageData(room, 0, 0);
        drawn.current = { picture, table };
      }
      const { a, b, c, d, e, f } = matrix;
      context.setTransform(a * density, b * density, c * density, d * density, e * density, f * density);
      context.imageSmoothingEnabled = Math.hypot(a, b) * density < SQUARES_FROM;
      context.imageSmoothingQuality = 'high';
      context.drawImage(paper, 0, 0);
    });
    return () => cancelAnimationFrame(next);
  }, [surface, picture, table, matrix, size.width, size.height]);

  useEffect(
    () => () => {
      // A canvas gives its memory back at once only when it has no size.
      if (sheet.current) sheet.current.width = 0;
      sheet.current = null;
      pixels.current = null;
      drawn.current = null;
    },
    [],
  );
}
