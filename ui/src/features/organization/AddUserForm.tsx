import { Checkbox, MultiSelect, PasswordInput, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { staffRoles } from '../../app/permissions';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull, needed } from '../../shared/forms/text';
import { useRefusal } from '../../shared/forms/useDraftForm';
import { passwordTrouble } from '../session/passwordRules';

/** A new colleague. The password typed here is good for one sign-in. */
export function AddUserForm(props: { onDone: () => void }) {
  const add = useAct('organization.add_user');
  const form = useForm({
    initialValues: { given_name: '', family_name: '', username: '', password: '', roles: [] as string[], is_practitioner: false, specialization: '' },
    validate: {
      given_name: needed,
      family_name: needed,
      username: needed,
      password: passwordTrouble,
      roles: (roles) => (roles.length === 0 ? t('staff.roles.missing') : null),
    },
  });
  const { banner, refuse } = useRefusal(form);
  const submit = () =>
    form.onSubmit((values) =>
      add.mutate(
        { ...values, specialization: orNull(values.specialization) },
        { onSuccess: props.onDone, onError: refuse },
      ),
    )();
  return (
    <FormFrame banner={banner} submitLabel={t('staff.add')} pending={add.isPending} onSubmit={submit} onClose={props.onDone} testid="user">
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label={t('people.given_name')} data-autofocus data-testid="user-given-name" {...form.getInputProps('given_name')} />
        <TextInput label={t('people.family_name')} data-testid="user-family-name" {...form.getInputProps('family_name')} />
      </SimpleGrid>
      <TextInput label={t('signin.username')} autoComplete="off" data-testid="user-username" {...form.getInputProps('username')} />
      <PasswordInput label={t('staff.first_password')} description={t('staff.first_password.text')} autoComplete="new-password" data-testid="user-password" {...form.getInputProps('password')} />
      <MultiSelect label={t('settings.roles')} data={choices('role', staffRoles)} data-testid="user-roles" {...form.getInputProps('roles')} />
      <Checkbox label={t('staff.is_practitioner')} data-testid="user-is-practitioner" {...form.getInputProps('is_practitioner', { type: 'checkbox' })} />
      {form.values.is_practitioner && <TextInput label={t('staff.specialization')} {...form.getInputProps('specialization')} />}
    </FormFrame>
  );
}
