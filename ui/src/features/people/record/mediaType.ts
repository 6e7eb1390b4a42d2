// What a file of this PC is, by the end of its name: the record keeps it, so that it opens again with the right program.

const types: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  webp: 'image/webp',
  txt: 'text/plain',
  csv: 'text/csv',
  rtf: 'application/rtf',
  xml: 'application/xml',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  odt: 'application/vnd.oasis.opendocument.text',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  dcm: 'application/dicom',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
};

/** Null for a name that says nothing known. */
export function mediaTypeOf(path: string): string | null {
  const ending = /\.([a-z0-9]+)$/i.exec(path.trim())?.[1]?.toLowerCase();
  return ending === undefined ? null : (types[ending] ?? null);
}

/** The name of a file without its folders and its ending. */
export function fileNameOf(path: string): string {
  const name = path.trim().split(/[\\/]/).at(-1) ?? '';
  return name.replace(/\.[a-z0-9]+$/i, '');
}
