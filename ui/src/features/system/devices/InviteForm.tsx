import { Button, CopyButton, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { ResponseOf } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useSite } from '../../../app/session';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { showDayAndTime } from '../../../shared/time/format';
import { DeviceDecision } from './DeviceDecision';
import classes from './devices.module.css';
import { anySite, profiles, siteMissing } from './profiles';
import { QrCode } from './QrCode';

type Invited = ResponseOf<'device.invite'>;

/** How long a link may be good: for a PC on the next table, and for one that travels. */
const hours = [1, 24, 72, 168, 720] as const;

function Link(props: { name: string; invited: Invited; onDone: () => void }) {
  const { time_zone: zone } = useSite();
  const { link, expires_at } = props.invited;
  return (
    <Stack gap="md" data-testid="device-link">
      <Text fw={600} className="any-script">
        {t('device.link', { name: props.name })}
      </Text>
      <Text size="sm">{t('device.link.text', { when: showDayAndTime(expires_at, zone) })}</Text>
      <QrCode text={link} label={t('device.link.code')} testid="device-link-code" />
      <div className={classes.link} dir="ltr" data-testid="device-link-text">
        {link}
      </div>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy} data-testid="device-link-copy">
              {t(copied ? 'recovery.copied' : 'device.link.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={props.onDone} data-testid="device-link-done">
          {t('device.link.done')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Makes the link by which one PC joins the clinic, and shows it once. */
export function InviteForm(props: { sites: readonly { id: string; name: string }[]; onDone: () => void }) {
  const invite = useAct('device.invite');
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<{ device_name: string; profile: string | null; site: string | null; valid_hours: string }>('device', {
    blank: { device_name: '', profile: null, site: props.sites.length === 1 ? (props.sites[0]?.id ?? null) : null, valid_hours: '24' },
    validate: (values) => ({
      device_name: values.device_name.trim() === '' ? t('device.name.missing') : null,
      profile: values.profile === null ? t('device.use.missing') : null,
      site: siteMissing(values),
    }),
  });
  if (invite.data) return <Link name={invite.variables.device_name} invited={invite.data} onDone={props.onDone} />;
  const submit = (password: string) =>
    form.onSubmit((values) => {
      if (values.profile === null) return;
      refuse(null);
      invite.mutate(
        { password, device_name: values.device_name.trim(), site: values.site, profile: values.profile, valid_hours: Number(values.valid_hours) },
        { onSuccess: saved, onError: refuse },
      );
    })();
  return (
    <DeviceDecision restored={restored} startAfresh={startAfresh} failure={banner} submitLabel={t('device.make_link')} pending={invite.isPending} onSubmit={submit} onClose={props.onDone} testid="device-invite">
      <TextInput label={t('device.name')} description={t('device.name.text')} maxLength={100} data-autofocus {...form.getInputProps('device_name')} data-testid="device-name" />
      <Select label={t('device.use')} description={t('device.use.text')} allowDeselect={false} data={profiles()} {...form.getInputProps('profile')} data-testid="device-use" />
      <Select label={t('device.site')} placeholder={anySite(form.getValues())} clearable searchable data={props.sites.map((site) => ({ value: site.id, label: site.name }))} {...form.getInputProps('site')} data-testid="device-site" />
      <Select label={t('device.valid')} allowDeselect={false} data={hours.map((each) => ({ value: String(each), label: each % 24 === 0 && each > 24 ? t('device.valid.days', { days: each / 24 }) : t('device.valid.hours', { hours: each }) }))} {...form.getInputProps('valid_hours')} data-testid="device-valid" />
    </DeviceDecision>
  );
}
