import { Button } from '@mantine/core';
import { t } from '../../app/messages';
import { Note } from '../../shared/look/Note';
import { Doorstep } from './Doorstep';

/**
 * Nothing can be opened, e.g. because the keychain is missing, or any more, because the PC was signed
 * out of the clinic: says why and offers to look again.
 */
export function BlockedPage(props: { sentence: string | null; revoked?: boolean }) {
  const why = props.revoked ? 'revoked' : 'blocked';
  return (
    <Doorstep title={t(`${why}.title`)} text={t(`${why}.text`)}>
      <Note tone="amber" testid="blocked-sentence">
        {props.sentence ?? t('failure.unknown')}
      </Note>
      <Button onClick={() => window.location.reload()}>{t('blocked.again')}</Button>
    </Doorstep>
  );
}
