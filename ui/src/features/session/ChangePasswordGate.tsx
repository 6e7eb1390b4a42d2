import { Modal, Stack, Text } from '@mantine/core';
import { t } from '../../app/messages';
import { useSession, useUser } from '../../app/session';
import { ChangePasswordForm } from './ChangePasswordForm';

/** A password that an administrator chose is good for one sign-in. */
export function ChangePasswordGate() {
  const user = useUser();
  const { refresh } = useSession();
  return (
    <Modal opened={user.must_change_password} onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t('password.must')}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('password.must.text')}
        </Text>
        <ChangePasswordForm onChanged={() => void refresh()} />
      </Stack>
    </Modal>
  );
}
