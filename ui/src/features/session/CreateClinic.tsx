import { Button, Checkbox, PasswordInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMemo, useState } from 'react';
import { useAct } from '../../api/useCommand';
import { locale, t } from '../../app/messages';
import { FormFrame } from '../../shared/forms/FormFrame';
import { needed } from '../../shared/forms/text';
import { useRefusal } from '../../shared/forms/useDraftForm';
import { countries, currencies, guessCountry, guessCurrency, timeZones } from './places';
import { Doorstep } from './Doorstep';
import { passwordTrouble, repeatTrouble } from './passwordRules';

/** Two short pages: the clinic, then its first person. */
export function CreateClinic(props: { onBack: () => void; onCreated: (recovery_key: string) => void }) {
  const [page, setPage] = useState<'clinic' | 'person'>('clinic');
  const create = useAct('session.first_run');
  const choices = useMemo(() => ({ countries: countries(locale()), currencies: currencies(locale()), zones: timeZones() }), []);
  const form = useForm({
    initialValues: {
      organization_name: '',
      site_name: '',
      country: guessCountry(),
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      currency: guessCurrency(guessCountry()),
      given_name: '',
      family_name: '',
      username: '',
      password: '',
      repeated: '',
      is_practitioner: false,
    },
    validate: (values) => {
      if (page === 'clinic') {
        return {
          organization_name: needed(values.organization_name),
          site_name: needed(values.site_name),
          country: needed(values.country),
          time_zone: needed(values.time_zone),
          currency: needed(values.currency),
        };
      }
      return {
        given_name: needed(values.given_name),
        family_name: needed(values.family_name),
        username: needed(values.username),
        password: passwordTrouble(values.password),
        repeated: repeatTrouble(values.password, values.repeated),
      };
    },
  });

  const { banner, refuse } = useRefusal(form);
  const submit = form.onSubmit(({ repeated: _repeated, ...request }) => {
    if (page === 'clinic') {
      setPage('person');
      return;
    }
    create.mutate(request, {
      onSuccess: (answer) => props.onCreated(answer.recovery_key),
      onError: refuse,
    });
  });

  return (
    <Doorstep title={t(page === 'clinic' ? 'create.clinic' : 'create.person')} text={t(page === 'clinic' ? 'create.clinic.text' : 'create.person.text')} wide>
      <FormFrame
        banner={banner}
        submitLabel={t(page === 'clinic' ? 'common.next' : 'create.submit')}
        pending={create.isPending}
        across={
          <Button variant="default" onClick={() => (page === 'person' ? setPage('clinic') : props.onBack())}>
            {t('common.back')}
          </Button>
        }
        onSubmit={() => submit()}
        testid="create"
      >
        {page === 'clinic' ? (
          <>
            <TextInput label={t('create.organization_name')} placeholder={t('create.organization_name.example')} autoFocus data-testid="create-organization" {...form.getInputProps('organization_name')} />
            <TextInput label={t('create.site_name')} description={t('create.site_name.text')} placeholder={t('create.site_name.example')} data-testid="create-site" {...form.getInputProps('site_name')} />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <Select label={t('create.country')} data={choices.countries} searchable {...form.getInputProps('country')} />
              <Select label={t('create.currency')} data={choices.currencies} searchable {...form.getInputProps('currency')} />
            </SimpleGrid>
            <Select label={t('create.time_zone')} data={choices.zones} searchable {...form.getInputProps('time_zone')} />
          </>
        ) : (
          <>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput label={t('people.given_name')} autoFocus data-testid="create-given-name" {...form.getInputProps('given_name')} />
              <TextInput label={t('people.family_name')} data-testid="create-family-name" {...form.getInputProps('family_name')} />
            </SimpleGrid>
            <TextInput label={t('signin.username')} description={t('create.username.text')} autoComplete="off" data-testid="create-username" {...form.getInputProps('username')} />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <PasswordInput label={t('signin.password')} autoComplete="new-password" data-testid="create-password" {...form.getInputProps('password')} />
              <PasswordInput label={t('password.repeat')} autoComplete="new-password" data-testid="create-password-repeat" {...form.getInputProps('repeated')} />
            </SimpleGrid>
            <Checkbox label={t('create.is_practitioner')} data-testid="create-is-practitioner" {...form.getInputProps('is_practitioner', { type: 'checkbox' })} />
          </>
        )}
      </FormFrame>
    </Doorstep>
  );
}
