import { Select, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { listen, TauriEvent } from '@tauri-apps/api/event';
import { useEffect, useState } from 'react';
import { call } from '../../../api/call';
import { toFailure } from '../../../api/failure';
import { enumerations } from '../../../api/generated';
import { t } from '../../../app/messages';
import { FormFrame } from '../../../shared/forms/FormFrame';
import { choices } from '../../../shared/forms/choices';
import { dayTrouble } from '../../../shared/forms/clock';
import { orNull } from '../../../shared/forms/text';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { datePattern, parseDate } from '../../../shared/time/typed';
import { fileNameOf, mediaTypeOf } from './mediaType';

interface DocumentValues {
  kind: string;
  title: string;
  /** As typed. */
  documented_on: string;
  description: string;
  path: string;
}

/** Files a letter, a report or a picture in the record, with its file or as a note that it lies elsewhere. */
export function DocumentForm(props: { patientId: string; visitId: string | null; onDone: () => void }) {
  const { patientId } = props;
  const [busy, setBusy] = useState(false);
  // A file that is in the record already is not taken in again when the rest is refused.
  const [attached, setAttached] = useState<{ path: string; id: string } | null>(null);
  const { form, saved, refuse, ...draft } = useDraftForm<DocumentValues>(`document:${patientId}`, {
    blank: { kind: 'other', title: '', documented_on: '', description: '', path: '' },
    validate: (values) => ({
      title: values.title.trim() === '' ? t('document.title.missing') : null,
      documented_on: dayTrouble(values.documented_on),
      path: values.path.trim() !== '' && mediaTypeOf(values.path) === null ? t('document.file.unknown') : null,
    }),
  });
  const take = (path: string) => form.setValues((before) => ({ ...before, path, ...(before.title?.trim() ? {} : { title: fileNameOf(path) }) }));
  useEffect(() => {
    const listening = listen<{ paths: string[] }>(TauriEvent.DRAG_DROP, (event) => {
      const [path] = event.payload.paths;
      if (path !== undefined) take(path);
    });
    return () => void listening.then((stop) => stop());
  }, []);

  const submit = () =>
    form.onSubmit((values) => {
      if (busy) return;
      setBusy(true);
      refuse(null);
      const save = async () => {
        const path = values.path.trim();
        const media_type = path === '' ? null : mediaTypeOf(path);
        let attachment_id: string | null = attached !== null && attached.path === path ? attached.id : null;
        if (media_type !== null && attachment_id === null) {
          attachment_id = (await call('document.attach', { patient_id: patientId, path, media_type })).id;
          setAttached({ path, id: attachment_id });
        }
        await call('records.add_document', { patient_id: patientId, visit_id: props.visitId, kind: values.kind, title: values.title.trim(), description: orNull(values.description), documented_on: parseDate(values.documented_on), attachment_id });
      };
      save()
        .then(() => {
          saved();
          notifications.show({ message: t('document.added', { title: values.title.trim() }) });
          props.onDone();
        })
        .catch((thrown: unknown) => refuse(toFailure(thrown, t('failure.unknown'))))
        .finally(() => setBusy(false));
    })();
  return (
    <FormFrame {...draft} submitLabel={t('document.submit')} pending={busy} onSubmit={submit} onClose={props.onDone} testid="document">
      <TextInput label={t('document.file')} description={t('document.file.hint')} placeholder="/home/clinic/letter.pdf" spellCheck={false} data-autofocus data-testid="document-path" {...form.getInputProps('path')} />
      <TextInput label={t('document.title')} data-testid="document-title" {...form.getInputProps('title')} />
      <Select label={t('document.kind')} allowDeselect={false} data={choices('document_kind', enumerations.document_kind)} data-testid="document-kind" {...form.getInputProps('kind')} />
      <TextInput label={t('document.day')} placeholder={datePattern()} data-testid="document-day" {...form.getInputProps('documented_on')} />
      <Textarea label={t('document.description')} autosize minRows={1} {...form.getInputProps('description')} />
      {form.values.path.trim() === '' && (
        <Text size="sm" c="dimmed">
          {t('document.no_file')}
        </Text>
      )}
    </FormFrame>
  );
}
