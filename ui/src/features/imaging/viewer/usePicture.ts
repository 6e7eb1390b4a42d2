import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Failure } from '../../../api/failure';
import { pictureOf, type Decoded } from './pictures';
import type { Picture } from './stack';

const NOTHING = { file: { id: '' }, frame: 0 };

/**
 * The picture to show. While the next of the same series is decoded, the one before stays; a picture of
 * another series never stands under the wrong name.
 */
export function usePicture(picture: Picture | undefined, stack: readonly Picture[]): UseQueryResult<Decoded, Failure> {
  const { file, frame } = picture ?? NOTHING;
  return useQuery<Decoded, Failure>({
    queryKey: ['picture', file.id, frame],
    queryFn: () => pictureOf(file.id, frame),
    meta: { tables: ['scan_files', 'attachments'] },
    enabled: picture !== undefined,
    placeholderData: (before) => (before && stack.some((each) => each.file.id === before.image.scan_file_id) ? before : undefined),
    structuralSharing: false,
    gcTime: 0,
  });
}

/** Decodes what is likely to be looked at next. */
export function useNeighbours(stack: readonly Picture[], position: number, ready: boolean): void {
  useEffect(() => {
    if (!ready) return;
    for (const next of [position + 1, position - 1]) {
      const picture = stack[next];
      // Whoever comes to a picture that cannot be shown is told then.
      if (picture) pictureOf(picture.file.id, picture.frame).catch(() => undefined);
    }
  }, [stack, position, ready]);
}
