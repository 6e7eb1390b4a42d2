// What the two things that Holdfast runs itself store of their numbers. The output of other models
// is theirs, in whatever shape, and is not read here.

export interface MeasuredFile {
  scan_file_id: string;
  measured: { sharpness: number; contrast: number; darkest_share: number; brightest_share: number } | null;
  look_again: string[];
  problem: string | null;
}

export interface LookedAt {
  scan_file_id: string;
  frame_number: number;
  scores: { label: string; score: number }[];
  seen: number;
}

type Raw = Record<string, unknown> | unknown[] | null;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(raw: Raw, name: string): Record<string, unknown>[] {
  const lines = isObject(raw) ? raw[name] : null;
  return Array.isArray(lines) ? lines.filter(isObject) : [];
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);

/** What the check of how images are taken measured, file by file. */
export function qualityOf(raw: Raw): MeasuredFile[] {
  return list(raw, 'files').flatMap((line) => {
    if (typeof line.scan_file_id !== 'string') return [];
    const from = isObject(line.measured) ? line.measured : null;
    const part = (name: string) => (typeof from?.[name] === 'number' ? from[name] : Number.NaN);
    const measured = { sharpness: part('sharpness'), contrast: part('contrast'), darkest_share: part('darkest_share'), brightest_share: part('brightest_share') };
    return [
      {
        scan_file_id: line.scan_file_id,
        measured: Object.values(measured).every(Number.isFinite) ? measured : null,
        look_again: strings(line.look_again),
        problem: typeof line.problem === 'string' ? line.problem : null,
      },
    ];
  });
}

/** Which frames an installed model looked at, and what it gave them. */
export function looked(raw: Raw): LookedAt[] {
  return list(raw, 'images').flatMap((line) =>
    typeof line.scan_file_id === 'string' && typeof line.frame_number === 'number' && typeof line.seen === 'number'
      ? [{ scan_file_id: line.scan_file_id, frame_number: line.frame_number, scores: list(line, 'scores').flatMap(({ label, score }) => (typeof label === 'string' && typeof score === 'number' ? [{ label, score }] : [])), seen: line.seen }]
      : [],
  );
}
