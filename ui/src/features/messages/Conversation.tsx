import { Anchor, Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFile, IconPaperclip, IconSend } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ChatMessage } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite, useUser } from '../../app/session';
import { needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { DraftNote, FailureNote } from '../../shared/look/Note';
import { showDayAndTime } from '../../shared/time/format';
import { patientFacts } from '../people/patientFacts';
import { useColleagues } from './colleagues';
import classes from './Messages.module.css';
import { useChat } from './usePages';
import { useReadAlong } from './useReadAlong';

/** The conversation about one appointment; what stands on the screen counts as read. */
export function Conversation({ appointment }: { appointment: string }) {
  const { time_zone: zone } = useSite();
  const mayWrite = useMay('write_chats');
  const chat = useChat(appointment);
  const { mutate: markRead } = useAct('messages.mark_chat_read');
  const pages = chat.data?.pages ?? [];
  const about = pages[0];
  const { messages, end } = useReadAlong({ appointment, pages, counts: mayWrite, markRead });

  if (!about) return <FailureNote failure={chat.error} />;
  return (
    <section className={classes.chat} aria-label={about.patient.display_name} data-testid="chat">
      <header className={classes.chatHead}>
        <div>
          <Text fw={640} size="lg" className="any-script">
            {about.patient.display_name}
          </Text>
          <Text size="sm" c="dimmed">
            {patientFacts(about.patient)}
          </Text>
          <Text size="sm">{t('messages.about', { when: showDayAndTime(about.starts_at, zone) })}</Text>
        </div>
        <Anchor component={Link} to={`/patients/${about.patient.id}`} size="sm">
          {t('messages.chart')}
        </Anchor>
      </header>
      <div className={classes.messages} role="log" aria-label={t('messages.chats')}>
        {chat.hasNextPage && (
          <Button variant="subtle" size="compact-sm" loading={chat.isFetchingNextPage} onClick={() => void chat.fetchNextPage()} data-testid="chat-older">
            {t('messages.older')}
          </Button>
        )}
        {messages.length === 0 && (
          <Text size="sm" c="dimmed" ta="center" py="xl">
            {t('messages.first')}
          </Text>
        )}
        {messages.map((message) => (
          <Message key={message.id} message={message} zone={zone} />
        ))}
        <div ref={end} />
      </div>
      <FailureNote failure={chat.error} />
      {mayWrite && <WriteForm key={appointment} appointment={appointment} />}
    </section>
  );
}

function Message({ message, zone }: { message: ChatMessage; zone: string }) {
  const save = useAct('document.save_attachment');
  return (
    <article className={classes.message} data-mine={message.mine || undefined} data-testid="chat-message">
      <Text size="xs" c="dimmed">
        <b>{message.mine ? t('messages.me') : (message.sender ?? t('messages.somebody'))}</b> {message.recipient ? t('messages.to', { name: message.recipient }) : t('messages.to_desk')}
      </Text>
      <Text className="any-script prewrap">{message.body}</Text>
      {message.attachments.map((file) =>
        file.kind === 'attachment' && file.title !== null ? (
          <Button
            key={file.id}
            size="compact-sm"
            variant="default"
            leftSection={<IconPaperclip size={15} aria-hidden />}
            loading={save.isPending}
            onClick={() => save.mutate({ id: file.id }, { onSuccess: ({ path }) => notifications.show({ message: t('messages.file.saved', { path }) }) })}
          >
            {t('messages.file', { title: file.title })}
          </Button>
        ) : (
          <Group key={file.id} gap={6} wrap="nowrap">
            <IconFile size={15} aria-hidden />
            <Text size="sm">{file.title === null ? t('messages.file.gone') : t('messages.document', { title: file.title })}</Text>
          </Group>
        ),
      )}
      <FailureNote failure={save.error} />
      <Text size="xs" c="dimmed" className="numbers">
        {showDayAndTime(message.sent_at, zone)}
        {message.mine && <> · {message.read_at === null ? t('messages.not_read') : t('messages.read', { when: showDayAndTime(message.read_at, zone) })}</>}
      </Text>
    </article>
  );
}

function WriteForm({ appointment }: { appointment: string }) {
  const user = useUser();
  const send = useAct('messages.send');
  const colleagues = useColleagues().filter((each) => each.value !== user.id);
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<{ body: string; recipient_id: string | null }>(`chat-${appointment}`, {
    blank: { body: '', recipient_id: null },
    validate: (values) => ({ body: needed(values.body) }),
  });
  const submit = () =>
    form.onSubmit(({ body, recipient_id }) => {
      send.mutate(
        { appointment_id: appointment, recipient_id, body: body.trim(), attachments: [] },
        {
          onSuccess: () => {
            form.setValues({ body: '', recipient_id });
            saved();
          },
          onError: refuse,
        },
      );
    })();
  useShortcuts([{ keys: 'mod+Enter', scope: 'screen', label: 'messages.send', run: submit }]);
  return (
    <form
      className={classes.write}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="xs">
        <DraftNote restored={restored} onAfresh={startAfresh} />
        <Textarea label={t('messages.body')} description={t('messages.send.keys')} autosize minRows={2} maxRows={8} data-testid="chat-body" {...form.getInputProps('body')} />
        <FailureNote failure={banner} />
        <Group justify="space-between" align="flex-end">
          <Select label={t('messages.recipient')} placeholder={t('messages.recipient.usual')} data={colleagues} searchable clearable w="20rem" data-testid="chat-recipient" {...form.getInputProps('recipient_id')} />
          <Button type="submit" leftSection={<IconSend size={16} className="mirrored" />} loading={send.isPending} data-testid="chat-send">
            {t('messages.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
