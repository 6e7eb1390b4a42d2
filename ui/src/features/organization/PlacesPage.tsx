import { Badge, Button, Drawer, Group, Select, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { IconBuilding, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { DepartmentLine, SiteLine } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull, needed } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { ChartRow } from '../people/ChartList';
import { AdministrationFrame } from './AdministrationFrame';

function DepartmentForm(props: { department: DepartmentLine | null; sites: readonly SiteLine[]; onDone: () => void }) {
  const { department, onDone } = props;
  const add = useAct('organization.add_department');
  const update = useAct('organization.update_department');
  const [version] = useState(department?.version ?? 0);
  const { form, answered, refuse, ...draft } = useDraftForm(`department:${department?.id ?? 'new'}`, {
    blank: { name: department?.name ?? '', site_id: department?.site_id ?? null, code: department?.code ?? '', description: department?.description ?? '', phone: department?.phone ?? '' },
    validate: (values) => ({ name: needed(values.name) }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const request = { site_id: values.site_id, name: values.name.trim(), code: orNull(values.code), description: orNull(values.description), phone: orNull(values.phone) };
      const after = answered(onDone);
      refuse(null);
      if (department) update.mutate({ id: department.id, version, ...request }, after);
      else add.mutate(request, after);
    })();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="department">
      <TextInput label={t('places.name')} data-autofocus data-testid="department-name" {...form.getInputProps('name')} />
      <Select label={t('places.site')} placeholder={t('places.every_site')} clearable data={props.sites.map((site) => ({ value: site.id, label: site.name }))} data-testid="department-site" {...form.getInputProps('site_id')} />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('places.code')} {...form.getInputProps('code')} />
        <TextInput label={t('people.phone')} type="tel" {...form.getInputProps('phone')} />
      </SimpleGrid>
      <Textarea label={t('places.description')} autosize minRows={2} {...form.getInputProps('description')} />
    </FormFrame>
  );
}

const zones: readonly string[] = Intl.supportedValuesOf('timeZone');
const currencies: readonly string[] = Intl.supportedValuesOf('currency');

function SiteForm(props: { site: SiteLine | null; onDone: () => void }) {
  const { site, onDone } = props;
  const here = useSite();
  const add = useAct('organization.add_site');
  const update = useAct('organization.update_site');
  const [version] = useState(site?.version ?? 0);
  const { form, answered, refuse, ...draft } = useDraftForm(`site:${site?.id ?? 'new'}`, {
    blank: {
      name: site?.name ?? '', code: site?.code ?? '', time_zone: site?.time_zone ?? here.time_zone, currency: site?.currency ?? here.currency,
      address_line: site?.address_line ?? '', city: site?.city ?? '', state: site?.state ?? '', postal_code: site?.postal_code ?? '', country: site?.country ?? '',
      phone: site?.phone ?? '', email: site?.email ?? '', is_active: site?.is_active ?? true,
    },
    validate: (values) => ({ name: needed(values.name) }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const { time_zone, currency, is_active } = values;
      const request = {
        name: values.name.trim(), kind: site?.kind ?? null, time_zone, currency, is_active, code: orNull(values.code), address_line: orNull(values.address_line), city: orNull(values.city),
        state: orNull(values.state), postal_code: orNull(values.postal_code), country: orNull(values.country), phone: orNull(values.phone), email: orNull(values.email),
      };
      const after = answered(onDone);
      refuse(null);
      if (site) update.mutate({ id: site.id, version, ...request }, after);
      else add.mutate(request, after);
    })();
  const values = form.getValues();
  return (
    <FormFrame {...draft} pending={add.isPending || update.isPending} onSubmit={submit} onClose={onDone} testid="site">
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('places.name')} data-autofocus data-testid="site-name" {...form.getInputProps('name')} />
        <TextInput label={t('places.code')} {...form.getInputProps('code')} />
        <Select label={t('places.time_zone')} description={t('places.time_zone.text')} searchable allowDeselect={false} limit={60} data={[...new Set([values.time_zone, ...zones])]} data-testid="site-zone" {...form.getInputProps('time_zone')} />
        <Select label={t('places.currency')} description={t('places.currency.text')} searchable allowDeselect={false} limit={60} data={[...new Set([values.currency, ...currencies])]} data-testid="site-currency" {...form.getInputProps('currency')} />
      </SimpleGrid>
      <TextInput label={t('people.address')} {...form.getInputProps('address_line')} />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput label={t('people.postal_code')} {...form.getInputProps('postal_code')} />
        <TextInput label={t('people.city')} {...form.getInputProps('city')} />
        <TextInput label={t('people.state')} {...form.getInputProps('state')} />
        <TextInput label={t('people.country')} {...form.getInputProps('country')} />
        <TextInput label={t('people.phone')} type="tel" {...form.getInputProps('phone')} />
        <TextInput label={t('people.email')} type="email" {...form.getInputProps('email')} />
      </SimpleGrid>
      <Switch label={t('places.open')} description={t('places.open.text')} data-testid="site-open" {...form.getInputProps('is_active', { type: 'checkbox' })} />
    </FormFrame>
  );
}

type Open = { what: 'department'; department: DepartmentLine | null } | { what: 'site'; site: SiteLine | null } | null;

function Places() {
  const sites = useCommand('organization.sites', {}, ['sites']);
  const departments = useCommand('organization.departments', {}, ['departments']);
  const close = useAct('organization.deactivate_department');
  const [open, setOpen] = useState<Open>(null);
  const [closing, setClosing] = useState<DepartmentLine | null>(null);
  const done = () => setOpen(null);
  const siteName = (id: string | null) => (id ? (sites.data?.find((site) => site.id === id)?.name ?? '') : t('places.every_site'));
  return (
    <Stack gap="md">
      <FailureNote failure={departments.error ?? sites.error} />
      <Panel
        title={t('places.departments')}
        count={(departments.data ?? []).filter((each) => each.is_active).length}
        flush
        testid="departments"
        actions={
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setOpen({ what: 'department', department: null })} data-testid="department-add">
            {t('places.departments.add')}
          </Button>
        }
      >
        {departments.data?.length === 0 && <Teach icon={<IconBuilding size={40} stroke={1.3} />} title={t('places.departments.empty')} text={t('places.departments.empty.text')} />}
        {departments.data?.map((department) => (
          <ChartRow
            key={department.id}
            testid="department"
            side={
              <Group gap={4}>
                <Button variant="subtle" size="compact-sm" onClick={() => setOpen({ what: 'department', department })} aria-label={t('places.change', { name: department.name })}>
                  {t('common.change')}
                </Button>
                {department.is_active && (
                  <Button variant="subtle" color="red" size="compact-sm" onClick={() => setClosing(department)} data-testid="department-close" aria-label={t('places.close_named', { name: department.name })}>
                    {t('places.close')}
                  </Button>
                )}
              </Group>
            }
          >
            <Group gap="xs">
              <Text span fw={570} c={department.is_active ? undefined : 'dimmed'}>
                {department.name}
              </Text>
              {!department.is_active && <Badge color="gray">{t('places.closed')}</Badge>}
              <Text span size="sm" c="dimmed">
                {[siteName(department.site_id), department.code, department.phone].filter(Boolean).join(' · ')}
              </Text>
            </Group>
            {department.description && (
              <Text span size="sm" display="block" className="any-script">
                {department.description}
              </Text>
            )}
          </ChartRow>
        ))}
      </Panel>
      <Panel
        title={t('places.sites')}
        count={(sites.data ?? []).filter((each) => each.is_active).length}
        flush
        testid="sites"
        actions={
          <Button size="compact-md" leftSection={<IconPlus size={15} />} onClick={() => setOpen({ what: 'site', site: null })} data-testid="site-add">
            {t('places.sites.add')}
          </Button>
        }
      >
        {sites.data?.map((site) => (
          <ChartRow
            key={site.id}
            testid="site"
            side={
              <Button variant="subtle" size="compact-sm" onClick={() => setOpen({ what: 'site', site })} aria-label={t('places.change', { name: site.name })} data-testid="site-change">
                {t('common.change')}
              </Button>
            }
          >
            <Group gap="xs">
              <Text span fw={570} c={site.is_active ? undefined : 'dimmed'}>
                {site.name}
              </Text>
              {!site.is_active && <Badge color="gray">{t('places.closed')}</Badge>}
              <Text span size="sm" c="dimmed">
                {[site.city, site.time_zone, site.currency, site.phone].filter(Boolean).join(' · ')}
              </Text>
            </Group>
          </ChartRow>
        ))}
      </Panel>
      <Drawer opened={open?.what === 'department'} onClose={done} title={open?.what === 'department' && open.department ? open.department.name : t('places.departments.add')} size="28rem">
        {open?.what === 'department' && <DepartmentForm department={open.department} sites={sites.data ?? []} onDone={done} />}
      </Drawer>
      <Drawer opened={open?.what === 'site'} onClose={done} title={open?.what === 'site' && open.site ? open.site.name : t('places.sites.add')} size="34rem">
        {open?.what === 'site' && <SiteForm site={open.site} onDone={done} />}
      </Drawer>
      <AskOnce
        opened={closing !== null}
        title={t('places.close.title', { name: closing?.name ?? '' })}
        text={t('places.close.text')}
        action={t('places.close')}
        failure={close.error}
        busy={close.isPending}
        onConfirm={() => closing && close.mutate({ id: closing.id, version: closing.version }, { onSuccess: () => setClosing(null) })}
        onClose={() => setClosing(null)}
        testid="ask-once"
      />
    </Stack>
  );
}

/** Where the clinic is, and into what it is divided. */
export function PlacesPage() {
  return (
    <AdministrationFrame title={t('admin.places')} needs="keep_clinic" width="66rem" testid="places">
      <Places />
    </AdministrationFrame>
  );
}
