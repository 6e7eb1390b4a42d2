import { Button, Stack, Switch, Text, Textarea } from '@mantine/core';
import { IconLink, IconUserPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSession, useSite } from '../../app/session';
import { FormFrame } from '../../shared/forms/FormFrame';
import { FailureNote, Note } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { ChartRow } from '../people/ChartList';
import { useSyncStatus } from '../system/StatusPill';

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

/** What Holdfast does on this PC beside its window. */
function Desktop() {
  const client = useQueryClient();
  const pc = useCommand('desktop.this_pc', {}, []);
  const change = useAct('desktop.change_this_pc');
  const set = (wish: { keep_running?: boolean; start_at_login?: boolean }) => change.mutate(wish, { onSuccess: (now) => client.setQueryData(['desktop.this_pc', {}], now) });
  return (
    <Panel title={t('desktop.title')}>
      <Stack gap="sm">
        <FailureNote failure={pc.error ?? change.error} />
        {pc.data && (
          <>
            <Switch
              label={t('desktop.keep_running')}
              description={t(pc.data.has_tray ? 'desktop.keep_running.text' : 'desktop.keep_running.no_tray')}
              checked={pc.data.keep_running}
              disabled={change.isPending || (!pc.data.has_tray && !pc.data.keep_running)}
              onChange={(event) => set({ keep_running: event.currentTarget.checked })}
              data-testid="keep-running"
            />
            <Switch label={t('desktop.start_at_login')} checked={pc.data.start_at_login} disabled={change.isPending} onChange={(event) => set({ start_at_login: event.currentTarget.checked })} data-testid="start-at-login" />
          </>
        )}
      </Stack>
    </Panel>
  );
}

/** Who signs in here, and whether this PC belongs to a server. */
export function ThisPc() {
  const { state, apply } = useSession();
  const { time_zone: zone } = useSite();
  const mayConnect = useMay('keep_devices');
  const updateDue = useSyncStatus()?.update_due ?? false;
  return (
    <Stack gap="md">
      {updateDue && (
        <Note tone="amber" testid="update-due">
          {t('desktop.update')}
        </Note>
      )}
      <Desktop />
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
