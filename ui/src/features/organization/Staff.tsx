import { Badge, Button, Drawer, Group, Menu, Modal, PasswordInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { IconDots, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { StaffUser } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useUser } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { useRefusal } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { ChartRow } from '../people/ChartList';
import { passwordTrouble } from '../session/passwordRules';
import { AddUserForm } from './AddUserForm';

function ResetPassword(props: { user: StaffUser; onDone: () => void }) {
  const reset = useAct('organization.reset_password');
  const form = useForm({ initialValues: { new_password: '' }, validate: { new_password: passwordTrouble } });
  const { banner, refuse } = useRefusal(form);
  const submit = () =>
    form.onSubmit(({ new_password }) =>
      reset.mutate(
        { user_id: props.user.id, version: props.user.version, new_password },
        {
          onSuccess: () => {
            notifications.show({ message: t('staff.reset.done', { name: props.user.display_name }) });
            props.onDone();
          },
          onError: refuse,
        },
      ),
    )();
  return (
    <FormFrame banner={banner} submitLabel={t('staff.reset')} pending={reset.isPending} onSubmit={submit} onClose={props.onDone} testid="reset">
      <Text size="sm" c="dimmed">
        {t('staff.reset.text')}
      </Text>
      <PasswordInput label={t('password.new')} autoComplete="new-password" data-autofocus data-testid="reset-password" {...form.getInputProps('new_password')} />
    </FormFrame>
  );
}

/** Everyone who has an account, and what they may do. */
export function Staff() {
  const me = useUser();
  const staff = useCommand('organization.staff', {}, ['users', 'practitioners']);
  const deactivate = useAct('organization.deactivate_user');
  const [adding, setAdding] = useState(false);
  const [resetting, setResetting] = useState<StaffUser | null>(null);
  const [leaving, setLeaving] = useState<StaffUser | null>(null);
  const users = staff.data?.users ?? [];
  return (
    <Panel
      title={t('settings.staff')}
      count={users.filter((user) => user.is_active).length}
      flush
      testid="staff"
      actions={
        <Button size="compact-md" leftSection={<IconUserPlus size={16} />} onClick={() => setAdding(true)} data-testid="staff-add">
          {t('staff.add')}
        </Button>
      }
    >
      <FailureNote failure={staff.error} />
      {users.map((user) => (
        <ChartRow
          key={user.id}
          testid="staff-user"
          side={
            user.is_active ? (
              <Menu position="bottom-end">
                <Menu.Target>
                  <Button variant="subtle" color="gray" size="compact-sm" aria-label={t('staff.more', { name: user.display_name })}>
                    <IconDots size={17} />
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setResetting(user)}>{t('staff.reset')}</Menu.Item>
                  {user.id !== me.id && (
                    <Menu.Item color="red" onClick={() => setLeaving(user)}>
                      {t('staff.deactivate')}
                    </Menu.Item>
                  )}
                </Menu.Dropdown>
              </Menu>
            ) : (
              <Badge color="gray">{t('staff.inactive')}</Badge>
            )
          }
        >
          <Group gap="xs">
            <Text span fw={570} c={user.is_active ? undefined : 'dimmed'}>
              {user.display_name}
            </Text>
            <Text span size="sm" c="dimmed">
              {user.username}
            </Text>
            {user.roles.map((role) => (
              <Badge key={role} color="gray">
                {word('role', role)}
              </Badge>
            ))}
            {user.practitioner_id && <Badge>{t('staff.in_calendar')}</Badge>}
          </Group>
        </ChartRow>
      ))}
      <Drawer opened={adding} onClose={() => setAdding(false)} title={t('staff.add')} size="28rem">
        {adding && <AddUserForm onDone={() => setAdding(false)} />}
      </Drawer>
      <Modal opened={resetting !== null} onClose={() => setResetting(null)} title={t('staff.reset.title', { name: resetting?.display_name ?? '' })}>
        {resetting && <ResetPassword user={resetting} onDone={() => setResetting(null)} />}
      </Modal>
      <AskOnce
        opened={leaving !== null}
        title={t('staff.deactivate.title', { name: leaving?.display_name ?? '' })}
        text={t('staff.deactivate.text')}
        action={t('staff.deactivate')}
        failure={deactivate.error}
        busy={deactivate.isPending}
        onConfirm={() => leaving && deactivate.mutate({ user_id: leaving.id, version: leaving.version }, { onSuccess: () => setLeaving(null) })}
        onClose={() => setLeaving(null)}
        testid="deactivate"
      />
    </Panel>
  );
}
