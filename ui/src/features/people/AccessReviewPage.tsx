import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconLockOpen2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { EmergencyAccess } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Teach } from '../../shared/look/Page';
import { showDayAndTime } from '../../shared/time/format';
import { AdministrationFrame } from '../organization/AdministrationFrame';
import { patientFacts } from './patientFacts';

const outcomes = ['justified', 'unclear', 'not_justified'] as const;

function Access(props: { access: EmergencyAccess }) {
  const { access } = props;
  const { time_zone: zone } = useSite();
  const review = useAct('people.review_access');
  const [missing, setMissing] = useState(false);
  const { form, saved, banner, refuse } = useDraftForm(`access:${access.id}`, { blank: { outcome: '', notes: '' } });
  const submit = () =>
    form.onSubmit((values) => {
      setMissing(values.outcome === '');
      if (values.outcome === '') return;
      refuse(null);
      review.mutate({ id: access.id, version: access.version, outcome: values.outcome, notes: orNull(values.notes) }, { onSuccess: saved, onError: refuse });
    })();
  return (
    <Panel testid="access">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="xs">
          <div>
            <Link className="text-link any-script" to="/patients/$patientId" params={{ patientId: access.patient.id }}>
              {access.patient.display_name}
            </Link>{' '}
            <Text span size="sm" c="dimmed">
              {patientFacts(access.patient)}
            </Text>
          </div>
          <Text size="sm" c="dimmed">
            {t('access.opened', { name: access.user_name, when: showDayAndTime(access.granted_at, zone) })}
          </Text>
          <Text className="any-script">{access.reason}</Text>
          <Group align="flex-end" gap="sm">
            <SegmentedControl aria-label={t('access.outcome')} data={choices('review_outcome', outcomes)} {...form.getInputProps('outcome')} data-testid="access-outcome" />
            <TextInput label={t('access.notes')} flex={1} miw="14rem" data-testid="access-notes" {...form.getInputProps('notes')} />
            <Button type="submit" loading={review.isPending} data-testid="access-submit">
              {t('access.submit')}
            </Button>
          </Group>
          {(missing || form.errors.outcome) && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {form.errors.outcome ?? t('access.missing')}
            </Text>
          )}
          <FailureNote failure={banner} />
        </Stack>
      </form>
    </Panel>
  );
}

/** Records that were opened in an emergency and that nobody has looked at yet. */
export function AccessReviewPage() {
  const found = useCommand('people.emergency_accesses', {}, ['break_glass_grants'], { enabled: useMay('keep_clinic') });
  const accesses = found.data?.accesses ?? [];
  return (
    <AdministrationFrame title={t('admin.access')} needs="keep_clinic" width="66rem" testid="access-review">
      <FailureNote failure={found.error} />
      {found.data && accesses.length === 0 && <Teach icon={<IconLockOpen2 size={46} stroke={1.3} />} title={t('access.empty')} text={t('access.empty.text')} />}
      <Stack gap="md">
        {accesses.map((access) => (
          <Access key={access.id} access={access} />
        ))}
      </Stack>
    </AdministrationFrame>
  );
}
