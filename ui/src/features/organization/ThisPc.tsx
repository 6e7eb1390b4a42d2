import { Button, Stack, Text, Textarea } from '@mantine/core';
import { IconLink, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../api/call';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSession, useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { ChartRow } from '../people/ChartList';

function Connect() {
  const { state, refresh } = useSession();
  const enrol = useAct('device.enrol');
  const [link, setLink] = useState('');
  return (
    <Panel title={t('settings.connect')}>
      <FormFrame banner={enrol.error?.field === 'link' ? null : enrol.error} submitLabel={t('settings.connect.submit')} submitIcon={<IconLink size={16} aria-hidden />} disabled={link.trim() === ''} pending={enrol.isPending} onSubmit={() => enrol.mutate({ link: link.trim() }, { onSuccess: () => void refresh() })} testid="enrol">
        {state.enrolled && <Note tone="green">{t('settings.connected', { clinic: state.organization?.name ?? '' })}</Note>}
        <Text size="sm" c="dimmed">
          {t(state.enrolled ? 'settings.connect.again' : 'settings.connect.text')}
        </Text>
        <Textarea label={t('join.link')} autosize minRows={2} spellCheck={false} value={link} onChange={(event) => setLink(event.currentTarget.value)} error={enrol.error?.field === 'link' ? enrol.error.sentence : null} data-testid="enrol-link" />
      </FormFrame>
    </Panel>
  );
}

/** Who signs in here, and whether this PC belongs to a server. */
export function ThisPc() {
  const { state, apply } = useSession();
  const { time_zone: zone } = useSite();
  const mayConnect = useMay('keep_devices');
  return (
    <Stack gap="md">
      <Panel
        title={t('settings.people')}
        flush
        actions={
          <Button size="compact-sm" variant="subtle" leftSection={<IconUserPlus size={16} />} onClick={() => void call('session.sign_out', {}).then(apply)}>
            {t('settings.people.add')}
          </Button>
        }
      >
        {state.people.map((person) => (
          <ChartRow key={person.user_id} testid="person" side={person.last_signed_in_at === null ? '' : showDayAndTime(person.last_signed_in_at, zone)}>
            <Text span fw={570}>
              {person.display_name}
            </Text>{' '}
            <Text span size="sm" c="dimmed">
              {person.username}
            </Text>
          </ChartRow>
        ))}
      </Panel>
      {mayConnect && <Connect />}
    </Stack>
  );
}
