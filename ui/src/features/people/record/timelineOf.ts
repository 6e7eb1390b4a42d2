// Puts pages of several reads into one sequence without leaving out what a read has not brought yet.

export interface Entry<K extends string> {
  id: string;
  at: number;
  kind: K;
}

export interface Source<K extends string, E extends Entry<K>> {
  kind: K;
  /** The newest first, as far as they are loaded. */
  entries: readonly E[];
  /** Where the last loaded page ends; null while nothing is loaded or once all of it is. */
  loadedTo: number | null;
}

/**
 * What can be shown: everything that is not older than where a source that goes on has been read to,
 * since that source may still have something in between. `next` are the sources to be read on for more.
 */
export function timelineOf<K extends string, E extends Entry<K>>(sources: readonly Source<K, E>[]): { entries: E[]; next: K[] } {
  const ends = sources.map((source) => source.loadedTo).filter((at) => at !== null);
  const until = ends.length === 0 ? null : Math.max(...ends);
  const entries = sources
    .flatMap((source) => source.entries)
    .filter((entry) => until === null || entry.at >= until)
    .sort((a, b) => b.at - a.at || b.id.localeCompare(a.id));
  return { entries, next: sources.filter((source) => source.loadedTo !== null && source.loadedTo === until).map((source) => source.kind) };
}
