import { Badge, Button, Checkbox, Drawer, Group, Menu, Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote } from '../../shared/look/Note';
import { Panel } from '../../shared/look/Page';
import { ChartList, ChartRow } from './ChartList';

type Contact = ResponseOf<'people.contacts'>['contacts'][number];
type Form = Omit<RequestOf<'people.add_contact'>, 'patient_id'>;

const kinds: readonly Form['kind'][] = ['emergency', 'next_of_kin', 'guardian', 'billing', 'employer', 'insurer', 'state_agency', 'federal_agency', 'other'];
const texts = ['relationship', 'phone', 'email', 'address_line', 'city', 'state', 'postal_code', 'country', 'notes'] as const;

type Values = Pick<Form, 'kind' | 'name_text' | 'is_primary' | 'may_receive_information'> & Record<(typeof texts)[number], string>;

function ContactForm(props: { patientId: string; contact: Contact | null; onDone: () => void }) {
  const { patientId, contact, onDone } = props;
  const add = useAct('people.add_contact');
  const update = useAct('people.update_contact');
  const { form, answered, refuse, ...draft } = useDraftForm<Values>(contact ? `contact:${contact.id}:${contact.version}` : `contact-of:${patientId}`, {
    blank: {
      kind: contact?.kind ?? 'emergency', name_text: contact?.name_text ?? '', is_primary: contact?.is_primary ?? false, may_receive_information: contact?.may_receive_information ?? false, relationship: contact?.relationship ?? '', phone: contact?.phone ?? '', email: contact?.email ?? '',
      address_line: contact?.address_line ?? '', city: contact?.city ?? '', state: contact?.state ?? '', postal_code: contact?.postal_code ?? '', country: contact?.country ?? '', notes: contact?.notes ?? '',
    },
    validate: (values) => ({ name_text: values.name_text.trim() === '' ? t('contact.name.missing') : null }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const written: Form = {
        kind: values.kind, name_text: values.name_text.trim(), is_primary: values.is_primary, may_receive_information: values.may_receive_information, relationship: orNull(values.relationship), phone: orNull(values.phone), email: orNull(values.email), address_line: orNull(values.address_line),
        city: orNull(values.city), state: orNull(values.state), postal_code: orNull(values.postal_code), country: orNull(values.country), notes: orNull(values.notes),
      };
      const after = answered(onDone);
      refuse(null);
      if (contact) update.mutate({ id: contact.id, version: contact.version, ...written }, after);
      else add.mutate({ patient_id: patientId, ...written }, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="contact">
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('people.name')} data-autofocus {...form.getInputProps('name_text')} data-testid="contact-name" />
        <Select label={t('contact.kind')} allowDeselect={false} data={choices('contact_kind', kinds)} {...form.getInputProps('kind')} data-testid="contact-kind" />
        <TextInput label={t('contact.relationship')} {...form.getInputProps('relationship')} />
        <TextInput label={t('people.phone')} type="tel" {...form.getInputProps('phone')} data-testid="contact-phone" />
      </SimpleGrid>
      <Checkbox label={t('contact.primary')} description={t('contact.primary.text')} {...form.getInputProps('is_primary', { type: 'checkbox' })} data-testid="contact-primary" />
      <Checkbox label={t('contact.informed')} description={t('contact.informed.text')} {...form.getInputProps('may_receive_information', { type: 'checkbox' })} data-testid="contact-informed" />
      <TextInput label={t('people.email')} {...form.getInputProps('email')} />
      <TextInput label={t('people.address')} {...form.getInputProps('address_line')} />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('people.postal_code')} {...form.getInputProps('postal_code')} />
        <TextInput label={t('people.city')} {...form.getInputProps('city')} />
        <TextInput label={t('people.state')} {...form.getInputProps('state')} />
        <TextInput label={t('people.country')} {...form.getInputProps('country')} />
      </SimpleGrid>
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** The people around the patient, whom to call first on top. */
export function Contacts(props: { patientId: string }) {
  const mayKeep = useMay('keep_contacts');
  const mayRemove = useMay('remove_contacts');
  const contacts = useCommand('people.contacts', { patient_id: props.patientId }, ['patient_contacts', 'patient_merges']);
  const remove = useAct('people.remove_contact');
  const [open, setOpen] = useState<{ what: 'form'; contact: Contact | null } | { what: 'remove'; contact: Contact } | null>(null);
  const done = () => {
    remove.reset();
    setOpen(null);
  };
  const all = contacts.data?.contacts ?? [];
  return (
    <Panel
      title={t('contact.title')}
      count={all.length}
      flush
      testid="contacts"
      actions={
        mayKeep && <AddButton label={t('contact.add')} onClick={() => setOpen({ what: 'form', contact: null })} testid="contact-add" />
      }
    >
      <FailureNote failure={contacts.error} />
      {contacts.data && (
        <ChartList
          items={all}
          shown={4}
          empty={t('contact.empty')}
          render={(contact) => (
            <ChartRow
              key={contact.id}
              testid="contact"
              side={
                mayKeep && (
                  <Menu position="bottom-end">
                    <Menu.Target>
                      <Button variant="subtle" color="gray" size="compact-xs" aria-label={t('contact.more', { name: contact.name_text })} data-testid="contact-more">
                        <IconDots size={15} />
                      </Button>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item onClick={() => setOpen({ what: 'form', contact })} data-testid="contact-change">
                        {t('common.change')}
                      </Menu.Item>
                      {mayRemove && (
                        <Menu.Item onClick={() => setOpen({ what: 'remove', contact })} data-testid="contact-remove">
                          {t('common.remove')}
                        </Menu.Item>
                      )}
                    </Menu.Dropdown>
                  </Menu>
                )
              }
            >
              <Group gap={6}>
                <Text span fw={550} className="any-script">
                  {contact.name_text}
                </Text>
                <Text span size="sm" className="numbers">
                  {contact.phone}
                </Text>
                {contact.is_primary && <Badge color="accent">{t('contact.first')}</Badge>}
                {!contact.may_receive_information && <Badge color="orange">{t('contact.not_informed')}</Badge>}
              </Group>
              <Text size="sm" c="dimmed" className="any-script">
                {[word('contact_kind', contact.kind), contact.relationship, contact.email, [contact.address_line, contact.postal_code, contact.city].filter(Boolean).join(', '), contact.notes].filter(Boolean).join(' · ')}
              </Text>
            </ChartRow>
          )}
        />
      )}
      <Drawer opened={open?.what === 'form'} onClose={done} title={open?.what === 'form' && open.contact ? t('contact.change', { name: open.contact.name_text }) : t('contact.add')} size="30rem">
        {open?.what === 'form' && <ContactForm patientId={props.patientId} contact={open.contact} onDone={done} />}
      </Drawer>
      <AskOnce
        opened={open?.what === 'remove'}
        title={open?.what === 'remove' ? t('contact.remove.title', { name: open.contact.name_text }) : ''}
        text={t('contact.remove.text')}
        action={t('common.remove')}
        failure={remove.error}
        busy={remove.isPending}
        onConfirm={() => open?.what === 'remove' && remove.mutate({ id: open.contact.id, version: open.contact.version }, { onSuccess: done })}
        onClose={done}
        testid="ask-once"
      />
    </Panel>
  );
}
