import { Select, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { KnownDevice } from '../../../api/shell';
import { useAct } from '../../../api/useCommand';
import { t } from '../../../app/messages';
import { useDraftForm } from '../../../shared/forms/useDraftForm';
import { DeviceDecision } from './DeviceDecision';
import { anySite, profiles, siteMissing } from './profiles';

interface Named {
  id: string;
  name: string;
}

/** Somebody or some place that is chosen and stands in the list no more is shown all the same. */
function withChosen(all: readonly Named[], chosen: string | null): { value: string; label: string }[] {
  const listed = all.map((each) => ({ value: each.id, label: each.name }));
  return chosen === null || all.some((each) => each.id === chosen) ? listed : [...listed, { value: chosen, label: t('device.unknown') }];
}

/** What a PC is for, where it stands and whose it is. */
export function PlaceForm(props: { device: KnownDevice; sites: readonly Named[]; people: readonly Named[]; onDone: () => void }) {
  const { device, onDone } = props;
  const client = useQueryClient();
  const place = useAct('device.place');
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<{ profile: string; site: string | null; person: string | null }>(`device:${device.id}`, {
    blank: { profile: device.profile, site: device.site, person: device.person },
    validate: (values) => ({ site: siteMissing(values) }),
  });
  const submit = (password: string) =>
    form.onSubmit((values) => {
      refuse(null);
      place.mutate(
        { password, device: device.id, ...values },
        {
          onSuccess: (answer) => {
            client.setQueryData(['device.at_centre', {}], answer);
            saved();
            onDone();
          },
          onError: refuse,
        },
      );
    })();
  return (
    <DeviceDecision restored={restored} startAfresh={startAfresh} failure={banner} submitLabel={t('common.save')} pending={place.isPending} onSubmit={submit} onClose={onDone} testid="device-place">
      <Select label={t('device.use')} description={t('device.use.text')} allowDeselect={false} data-autofocus data={profiles()} {...form.getInputProps('profile')} data-testid="device-use" />
      <Select label={t('device.site')} placeholder={anySite(form.getValues())} clearable searchable data={withChosen(props.sites, device.site)} {...form.getInputProps('site')} data-testid="device-site" />
      <Select label={t('device.person')} description={t('device.person.text')} placeholder={t('device.person.none')} clearable searchable data={withChosen(props.people, device.person)} {...form.getInputProps('person')} data-testid="device-person" />
      <Text size="sm" c="dimmed">
        {t('device.change.text')}
      </Text>
    </DeviceDecision>
  );
}
