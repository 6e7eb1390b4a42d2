// A barcode scanner is a keyboard that types faster than anybody and ends with Enter.

/** Nobody types two keys in less than this. */
const SCANNER_GAP_MS = 50;
const SHORTEST_CODE = 4;

export interface Scanner {
  /** Feed every key; answers the scanned code with its Enter, otherwise null. */
  key: (key: string, at_ms: number) => string | null;
}

export function createScanner(): Scanner {
  let typed = '';
  let last_ms = Number.NEGATIVE_INFINITY;
  return {
    key(key, at_ms) {
      const together = at_ms - last_ms < SCANNER_GAP_MS;
      last_ms = at_ms;
      if (key === 'Enter') {
        const code = together && typed.length >= SHORTEST_CODE ? typed : null;
        typed = '';
        return code;
      }
      if (key.length !== 1) return null;
      typed = together ? typed + key : key;
      return null;
    },
  };
}
