import { Button, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPaperclip, IconSend } from '@tabler/icons-react';
import { listen, TauriEvent } from '@tauri-apps/api/event';
import { useEffect, useState } from 'react';
import { call } from '../../api/call';
import type { ChatMessage } from '../../api/commands';
import { Failure, toFailure } from '../../api/failure';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { DraftNote, FailureNote } from '../../shared/look/Note';
import { showDayAndTime, showLongDate, showTime } from '../../shared/time/format';
import { dateAt } from '../../shared/time/siteTime';
import { mediaTypeOf } from '../people/record/mediaType';
import { useReadAlong } from '../messages/useReadAlong';
import classes from './kiosk.module.css';
import { OwnCard, OwnNothing, OwnPage } from './OwnPage';
import { useOwnChat } from './usePages';

/**
 * The conversation about one of the own appointments. Files are named and not saved here: the PC may
 * stand at the entrance, and what is saved on it stays for whoever comes next.
 */
export function OwnChat({ appointment }: { appointment: string }) {
  const { time_zone: zone } = useSite();
  const chat = useOwnChat(appointment);
  const { mutate: markRead } = useAct('messages.own_mark_chat_read');
  const pages = chat.data?.pages ?? [];
  const about = pages[0];
  const { messages, end } = useReadAlong({ appointment, pages, counts: true, markRead });

  if (!about) {
    return (
      <OwnPage title={t('own.messages')} back="/me/messages" testid="own-chat">
        <FailureNote failure={chat.error} />
      </OwnPage>
    );
  }
  return (
    <OwnPage title={t('own.chats.about', { day: showLongDate(dateAt(about.starts_at, zone)), time: showTime(about.starts_at, zone) })} back="/me/messages" testid="own-chat">
      <OwnCard>
        {chat.hasNextPage && (
          <Button variant="default" loading={chat.isFetchingNextPage} onClick={() => void chat.fetchNextPage()} data-testid="own-older">
            {t('own.older')}
          </Button>
        )}
        <div className={classes.log} role="log" aria-label={t('own.chats')}>
          {messages.length === 0 && <OwnNothing>{t('own.chat.first')}</OwnNothing>}
          {messages.map((message) => (
            <Message key={message.id} message={message} zone={zone} />
          ))}
        </div>
        <FailureNote failure={chat.error} />
        <WriteForm appointment={appointment} patientId={about.patient.id} />
        <div ref={end} />
      </OwnCard>
    </OwnPage>
  );
}

function Message({ message, zone }: { message: ChatMessage; zone: string }) {
  return (
    <article className={classes.said} data-mine={message.mine || undefined} data-testid="own-chat-message">
      <Text size="sm" fw={640} className="any-script">
        {message.mine ? t('messages.me') : (message.sender ?? t('own.chat.clinic'))}
      </Text>
      <Text size="lg" className="any-script prewrap">
        {message.body}
      </Text>
      {message.attachments.map((file) => (
        <Text key={file.id} size="sm" className={classes.sign}>
          <IconPaperclip size={18} aria-hidden />
          {file.title === null ? t('own.chat.file.gone') : t('own.chat.file', { title: file.title })}
        </Text>
      ))}
      <Text size="sm" c="dimmed" className="numbers">
        {showDayAndTime(message.sent_at, zone)}
      </Text>
    </article>
  );
}

/** What of a file a refusal may be about: all of it stands beside the one field. */
const ABOUT_FILE: readonly (string | null)[] = ['path', 'media_type', 'size_bytes'];

function WriteForm({ appointment, patientId }: { appointment: string; patientId: string }) {
  const [busy, setBusy] = useState(false);
  // A file that is in the record already is not taken in again when the message is refused.
  const [taken, setTaken] = useState<{ path: string; id: string } | null>(null);
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm(`own-chat:${appointment}`, {
    blank: { body: '', path: '' },
    validate: (values) => ({ body: needed(values.body) }),
  });
  const { setFieldValue } = form;
  useEffect(() => {
    const listening = listen<{ paths: string[] }>(TauriEvent.DRAG_DROP, (event) => {
      const [path] = event.payload.paths;
      if (path !== undefined) setFieldValue('path', path);
    });
    return () => void listening.then((stop) => stop());
  }, [setFieldValue]);
  const send = async (body: string, path: string) => {
    let file = taken?.path === path ? taken.id : null;
    if (path !== '' && file === null) {
      // The shell knows by itself whose record it is, and by its beginning what the file is.
      file = (await call('document.attach', { patient_id: patientId, path, media_type: mediaTypeOf(path) ?? '' })).id;
      setTaken({ path, id: file });
    }
    await call('messages.own_send', { appointment_id: appointment, recipient_id: null, body, attachments: file === null ? [] : [{ kind: 'attachment', id: file }] });
  };
  const submit = () =>
    form.onSubmit(({ body, path }) => {
      if (busy) return;
      setBusy(true);
      refuse(null);
      send(body.trim(), path.trim())
        .then(() => {
          startAfresh();
          saved();
          setTaken(null);
        })
        .catch((thrown: unknown) => {
          const failure = toFailure(thrown, t('failure.unknown'));
          refuse(ABOUT_FILE.includes(failure.field) ? new Failure(failure.code, failure.sentence, 'path') : failure);
        })
        .finally(() => setBusy(false));
    })();
  useShortcuts([{ keys: 'mod+Enter', scope: 'screen', label: 'own.chat.send', run: submit }]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack>
        <DraftNote restored={restored} onAfresh={startAfresh} />
        <Textarea label={t('own.chat.body')} description={t('own.chat.text')} autosize minRows={3} data-testid="own-chat-body" {...form.getInputProps('body')} />
        <TextInput label={t('own.chat.attach')} description={t('own.chat.attach.text')} spellCheck={false} dir="ltr" data-testid="own-chat-file" {...form.getInputProps('path')} />
        <FailureNote failure={banner} />
        <div>
          <Button type="submit" leftSection={<IconSend size={22} className="mirrored" aria-hidden />} loading={busy} data-testid="own-chat-send">
            {t('own.chat.send')}
          </Button>
        </div>
      </Stack>
    </form>
  );
}
