import { word } from '../../app/messages';

/** Table names as a clinic says them, each once: `appointments, patients`. */
export function tableWords(tables: readonly string[]): string {
  return [...new Set(tables)].map((table) => word('table', table).toLocaleLowerCase()).join(', ');
}
