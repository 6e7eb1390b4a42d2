import { Select, SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { t } from '../../app/messages';
import { choices } from '../../shared/forms/choices';
import { Panel } from '../../shared/look/Page';
import { dateAt, nowMicros, yearsBetween } from '../../shared/time/siteTime';
import { datePattern } from '../../shared/time/typed';
import { birthText } from './patientFacts';
import { readBirth, type PatientValues } from './patientForm';

const genders = ['female', 'male', 'other', 'prefer_not_to_say', 'unknown'] as const;
const bloodTypes = ['O+', 'O-', 'A+', 'A-', 'B+', 'B-', 'AB+', 'AB-'];

/** What the typed birth date was understood as, so that a slip shows at once. */
function BirthEcho(props: { typed: string; zone: string }) {
  const today = dateAt(nowMicros(), props.zone);
  const birth = readBirth(props.typed, today);
  if (!birth?.date) return t('register.birth.text');
  const years = birth.date <= today ? yearsBetween(birth.date, today) : null;
  return [birthText(birth.date, birth.precision), years === null ? null : t('people.age', { years })].filter(Boolean).join(' · ');
}

/** The fields of a person, the ones a desk needs first. */
export function PatientFields(props: { form: UseFormReturnType<PatientValues>; zone: string }) {
  const { form } = props;
  const text = (field: keyof PatientValues) => ({ ...form.getInputProps(field), 'data-testid': `patient-${field}` });
  return (
    <Stack gap="md">
      <Panel title={t('register.who')}>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <TextInput label={t('people.given_name')} autoFocus {...text('given_name')} />
          <TextInput label={t('people.middle_name')} {...text('middle_name')} />
          <TextInput label={t('people.family_name')} {...text('family_name')} />
          <TextInput label={t('people.birth')} placeholder={datePattern()} description={<BirthEcho typed={form.values.date_of_birth} zone={props.zone} />} inputWrapperOrder={['label', 'input', 'description', 'error']} {...text('date_of_birth')} />
          <Select label={t('people.gender')} data={choices('gender', genders)} allowDeselect={false} {...text('gender')} />
          <TextInput label={t('people.national_id')} {...text('national_id')} />
        </SimpleGrid>
      </Panel>
      <Panel title={t('register.reach')}>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <TextInput label={t('people.phone')} type="tel" {...text('phone')} />
          <TextInput label={t('people.email')} {...text('email')} />
          <TextInput label={t('people.language')} {...text('preferred_language')} />
          <TextInput label={t('people.address')} {...text('address_line')} />
          <TextInput label={t('people.city')} {...text('city')} />
          <TextInput label={t('people.state')} {...text('state')} />
          <TextInput label={t('people.postal_code')} {...text('postal_code')} />
          <TextInput label={t('people.country')} {...text('country')} />
        </SimpleGrid>
      </Panel>
      <Panel title={t('register.more')}>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <TextInput label={t('people.contact_name')} {...text('emergency_contact_name')} />
          <TextInput label={t('people.contact_phone')} type="tel" {...text('emergency_contact_phone')} />
          <TextInput label={t('people.contact_relationship')} {...text('emergency_contact_relationship')} />
          <Select label={t('people.blood_type')} data={bloodTypes} clearable {...form.getInputProps('blood_type')} value={form.values.blood_type || null} onChange={(value) => form.setFieldValue('blood_type', value ?? '')} />
        </SimpleGrid>
        <Textarea label={t('people.notes')} autosize minRows={2} {...text('notes')} />
      </Panel>
    </Stack>
  );
}
