import { Stack } from '@mantine/core';
import { t, word } from '../../app/messages';
import { useUser } from '../../app/session';
import { Facts } from '../../shared/look/Facts';
import { Panel } from '../../shared/look/Page';
import { ChangePasswordForm } from '../session/ChangePasswordForm';
import { showList } from '../../shared/time/format';

export function Account() {
  const user = useUser();
  return (
    <Stack gap="md">
      <Panel title={user.display_name}>
        <Facts
          rows={[
            [t('signin.username'), user.username],
            [t('settings.roles'), showList(user.roles.map((role) => word('role', role)))],
          ]}
        />
      </Panel>
      <Panel title={t('password.change')}>
        <ChangePasswordForm />
      </Panel>
    </Stack>
  );
}
