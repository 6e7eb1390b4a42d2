import { UnstyledButton } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { t } from '../../../app/messages';
import type { Scan } from '../types';
import { lookupTable } from './grey';
import { pictureOf, type Decoded } from './pictures';
import { stackOf, type Series } from './stack';
import classes from './Viewer.module.css';

const LARGEST_SIDE = 84;

/** Every so many pixels one, which is enough to tell a series by. */
function drawSmall(canvas: HTMLCanvasElement, { image, samples, window }: Decoded): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const shrink = Math.max(image.columns, image.rows) / LARGEST_SIDE;
  const [width, height] = [Math.max(1, Math.round(image.columns / shrink)), Math.max(1, Math.round(image.rows / shrink))];
  canvas.width = width;
  canvas.height = height;
  const pixels = context.createImageData(width, height);
  const table = lookupTable(image, window, image.inverted);
  const plane = image.columns * image.rows;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = Math.min(image.rows - 1, Math.floor((y + 0.5) * shrink)) * image.columns + Math.min(image.columns - 1, Math.floor((x + 0.5) * shrink));
      for (let channel = 0; channel < 3; channel += 1) {
        const sample = samples[from + (image.planes === 3 ? channel * plane : 0)] ?? 0;
        pixels.data[(y * width + x) * 4 + channel] = table[Math.min(sample, table.length - 1)] ?? 0;
      }
      pixels.data[(y * width + x) * 4 + 3] = 255;
    }
  }
  context.putImageData(pixels, 0, 0);
}

function Small(props: { series: Series }) {
  const stack = stackOf(props.series);
  // The middle of a series tells more than its first slice, which may be air.
  const middle = stack[Math.floor(stack.length / 2)];
  const surface = useRef<HTMLCanvasElement>(null);
  const loaded = useQuery<Decoded>({
    queryKey: ['picture', middle?.file.id ?? '', middle?.frame ?? 0],
    queryFn: () => pictureOf(middle?.file.id ?? '', middle?.frame ?? 0),
    meta: { tables: ['scan_files', 'attachments'] },
    enabled: middle !== undefined,
    structuralSharing: false,
    gcTime: 0,
  });
  useEffect(() => {
    if (surface.current && loaded.data) drawSmall(surface.current, loaded.data);
  }, [loaded.data]);
  if (loaded.error) {
    return (
      <span className={classes.small}>
        <IconPhotoOff size={22} role="img" aria-label={t('viewer.series.not_shown')} />
      </span>
    );
  }
  return (
    <span className={classes.small}>
      <canvas ref={surface} width={1} height={1} aria-hidden />
    </span>
  );
}

/** The series of a scan, one small picture each. */
export function SeriesStrip(props: { scan: Scan; current: number; onChoose: (series: number) => void }) {
  return (
    <nav className={classes.strip} aria-label={t('viewer.series')} data-testid="viewer-strip">
      {props.scan.series.map((series, index) => (
        <UnstyledButton key={series.series_instance_uid ?? series.files[0]?.id ?? index} className={classes.series} aria-current={index === props.current} onClick={() => props.onChoose(index)} data-testid="viewer-series">
          <Small series={series} />
          <span className={classes.seriesName}>{series.series_description ?? (series.series_number === null ? t('viewer.series') : t('imaging.series', { number: series.series_number }))}</span>
          <span className={classes.seriesCount}>{t('viewer.series.count', { count: stackOf(series).length })}</span>
        </UnstyledButton>
      ))}
    </nav>
  );
}
