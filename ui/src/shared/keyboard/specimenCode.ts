/**
 * The number of the specimen whose label was scanned; nothing where the code is another. Patients and
 * specimens are numbered alike, so that a specimen's code says what it is: without that its label
 * would open the record of whoever has the same number.
 */
export function specimenOf(code: string): string | null {
  return /^s-(.+-.+)$/i.exec(code.trim())?.[1] ?? null;
}
