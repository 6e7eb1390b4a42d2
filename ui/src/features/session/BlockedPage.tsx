import { Button } from '@mantine/core';
import { t } from '../../app/messages';
import { Note } from '../../shared/look/Note';
import { Doorstep } from './Doorstep';

/** Nothing can be opened, e.g. because the keychain is missing: says why and offers to look again. */
export function BlockedPage(props: { sentence: string | null }) {
  return (
    <Doorstep title={t('blocked.title')} text={t('blocked.text')}>
      <Note tone="amber" testid="blocked-sentence">
        {props.sentence ?? t('failure.unknown')}
      </Note>
      <Button onClick={() => window.location.reload()}>{t('blocked.again')}</Button>
    </Doorstep>
  );
}
