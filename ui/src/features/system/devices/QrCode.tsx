import encodeQR from 'qr';
import classes from './devices.module.css';

/** Dark squares of a row that touch become one stroke, so that no hair line shows between them. */
function strokes(rows: readonly (readonly boolean[])[]): string {
  const path: string[] = [];
  rows.forEach((row, y) => {
    let x = 0;
    while (x < row.length) {
      let end = x;
      while (row[end]) end += 1;
      if (end > x) path.push(`M${x} ${y}h${end - x}v1H${x}z`);
      x = end + 1;
    }
  });
  return path.join('');
}

/** A text as a code that a camera reads: black on white in every colour scheme, with its quiet border. */
export function QrCode(props: { text: string; label: string; testid: string }) {
  const rows = encodeQR(props.text, 'raw', { ecc: 'medium', border: 4 });
  return (
    <svg role="img" aria-label={props.label} className={classes.code} viewBox={`0 0 ${rows.length} ${rows.length}`} shapeRendering="crispEdges" data-testid={props.testid}>
      <rect width={rows.length} height={rows.length} fill="#ffffff" />
      <path d={strokes(rows)} fill="#000000" />
    </svg>
  );
}
