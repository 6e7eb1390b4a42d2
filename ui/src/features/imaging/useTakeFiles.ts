import { listen, TauriEvent } from '@tauri-apps/api/event';
import { useCallback, useEffect, useRef, useState } from 'react';
import { call } from '../../api/call';
import { toFailure, type Failure } from '../../api/failure';
import { t } from '../../app/messages';

/** What became of one file. */
export interface Taken {
  path: string;
  said: string;
  failure: Failure | null;
}

/** Takes DICOM files of this PC to a scan, one after the other: those that are typed, and those that are dropped on the window. */
export function useTakeFiles(scanId: string): { taken: readonly Taken[]; busy: boolean; take: (paths: readonly string[]) => Promise<boolean> } {
  const [taken, setTaken] = useState<readonly Taken[]>([]);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);

  const take = useCallback(
    async (paths: readonly string[]) => {
      // Files that are dropped while others come in would mix up what is said about them.
      if (running.current) return false;
      running.current = true;
      setBusy(true);
      const results: Taken[] = [];
      setTaken([]);
      for (const path of paths) {
        try {
          const answer = await call('imaging.take_file', { scan_id: scanId, path });
          results.push({ path, said: 'report' in answer ? reportSaid(path, answer.report) : t(answer.image.known ? 'imaging.take_file.known' : 'imaging.take_file.image', { file: path }), failure: null });
        } catch (thrown) {
          results.push({ path, said: '', failure: toFailure(thrown, t('failure.unknown')) });
        }
        setTaken([...results]);
      }
      running.current = false;
      setBusy(false);
      return results.every((each) => each.failure === null);
    },
    [scanId],
  );

  useEffect(() => {
    const listening = listen<{ paths: string[] }>(TauriEvent.DRAG_DROP, (event) => void take(event.payload.paths));
    return () => void listening.then((stop) => stop());
  }, [take]);

  return { taken, busy, take };
}

function reportSaid(file: string, report: { finding_ids: string[]; unplaced: number; known: boolean }): string {
  if (report.known) return t('imaging.take_file.known', { file });
  const said = t('imaging.take_file.report', { file, count: report.finding_ids.length });
  return report.unplaced > 0 ? `${said} ${t('imaging.take_file.unplaced', { count: report.unplaced })}` : said;
}
