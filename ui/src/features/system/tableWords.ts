import { locale, word } from '../../app/messages';
import { showList } from '../../shared/time/format';

/** Table names as a clinic says them, each once: `appointments, patients`. */
export function tableWords(tables: readonly string[]): string {
  return showList([...new Set(tables)].map((table) => word('table', table).toLocaleLowerCase(locale())));
}
