import { JsonInput, PasswordInput, Select, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';

export type Connection = ResponseOf<'system.integrations'>[number];
type Form = RequestOf<'system.add_integration'>;

const kinds = ['fhir', 'hl7v2', 'dicom', 'csv', 'other'] as const;
const directions = ['both', 'incoming', 'outgoing'] as const;

/** Named values as an object; undefined where the text is none. */
function parsed(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** How another system is reached. A stored password is never shown and stays where none is typed. */
export function ConnectionForm(props: { connection: Connection | null; onDone: () => void }) {
  const { connection, onDone } = props;
  const add = useAct('system.add_integration');
  const update = useAct('system.update_integration');
  // A password belongs into no draft.
  const [credential, setCredential] = useState('');
  const { form, answered, refuse, ...draft } = useDraftForm<{ name: string; kind: string; direction: string; endpoint: string; settings: string; is_active: boolean }>(connection ? `connection:${connection.id}:${connection.version}` : 'connection', {
    blank: {
      name: connection?.name ?? '', kind: connection?.kind ?? 'fhir', direction: connection?.direction ?? 'both', endpoint: connection?.endpoint ?? '', settings: connection?.settings ? JSON.stringify(connection.settings, null, 2) : '', is_active: connection?.is_active ?? true,
    },
    validate: (values) => ({ name: values.name.trim() === '' ? t('connection.name.missing') : null, settings: parsed(values.settings) === undefined ? t('connection.settings.wrong') : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const integration: Form = { name: values.name.trim(), kind: values.kind, direction: values.direction, endpoint: orNull(values.endpoint), settings: parsed(values.settings), credential: orNull(credential), is_active: values.is_active };
      const after = answered(onDone);
      refuse(null);
      if (connection) update.mutate({ id: connection.id, version: connection.version, integration }, after);
      else add.mutate(integration, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="connection">
      <TextInput label={t('connection.name')} data-autofocus {...form.getInputProps('name')} data-testid="connection-name" />
      <SimpleGrid cols={2} spacing="xs">
        <Select label={t('connection.kind')} allowDeselect={false} data={choices('integration_kind', kinds)} {...form.getInputProps('kind')} data-testid="connection-kind" />
        <Select label={t('connection.direction')} allowDeselect={false} data={choices('integration_direction', directions)} {...form.getInputProps('direction')} />
      </SimpleGrid>
      <TextInput label={t('connection.endpoint')} placeholder="10.0.0.7:11112" {...form.getInputProps('endpoint')} data-testid="connection-endpoint" />
      <PasswordInput label={t('connection.credential')} description={connection?.has_credential ? t('connection.credential.kept') : t('connection.credential.text')} autoComplete="new-password" value={credential} onChange={(event) => setCredential(event.currentTarget.value)} data-testid="connection-credential" />
      <JsonInput label={t('connection.settings')} description={t('connection.settings.text')} placeholder={'{ "ae_title": "PACS" }'} autosize minRows={3} {...form.getInputProps('settings')} data-testid="connection-settings" />
      <Switch label={t('connection.active')} {...form.getInputProps('is_active', { type: 'checkbox' })} />
    </FormFrame>
  );
}
