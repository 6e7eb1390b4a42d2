import { Button, Group, Stack } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ResponseOf } from '../../api/commands';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { DraftNote, FailureNote } from '../../shared/look/Note';
import { Page } from '../../shared/look/Page';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import { Identifiers } from './Identifiers';
import { PatientFields } from './PatientFields';
import { fromDetails, patientTroubles, toDetails, type PatientValues } from './patientForm';

const route = getRouteApi('/patients/$patientId/edit');

function EditForm(props: { details: ResponseOf<'people.details'> }) {
  const { details } = props;
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const update = useAct('people.update');
  const today = dateAt(nowMicros(), zone);
  const before = fromDetails(details, today);
  const { form, answered, restored, startAfresh, banner } = useDraftForm<PatientValues>(`edit:${details.id}`, {
    blank: before,
    validate: (values) => patientTroubles(values, today),
  });
  const back = () => navigate({ to: '/patients/$patientId', params: { patientId: details.id } });
  const submit = () =>
    form.onSubmit((values) => {
      const next = toDetails(values, today);
      // An approximate date is typed as a year or an age; left alone, it keeps its exact stored value.
      const birth =
        values.date_of_birth === before.date_of_birth
          ? { date_of_birth: details.date_of_birth, date_of_birth_precision: details.date_of_birth_precision }
          : {};
      update.mutate({ ...next, ...birth, id: details.id, version: details.version }, answered(() => void back()));
    })();
  useShortcuts([{ keys: 'mod+Enter', scope: 'screen', label: 'common.save', run: submit }]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      data-testid="edit-form"
    >
      <Stack gap="md">
        <DraftNote restored={restored} onAfresh={startAfresh} />
        <FailureNote failure={banner} />
        <PatientFields form={form} zone={zone} />
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void back()}>
            {t('common.close')}
          </Button>
          <Button type="submit" loading={update.isPending} data-testid="edit-submit">
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Who a patient is and how to reach them. */
export function EditPatientPage() {
  const { patientId } = route.useParams();
  const details = useCommand('people.details', { id: patientId }, ['patients', 'patient_contacts', 'patient_identifiers']);
  return (
    <Page title={t('edit.title')} width="66rem">
      <FailureNote failure={details.error} />
      {details.data && (
        <Stack gap="md">
          <EditForm key={details.data.id} details={details.data} />
          <Identifiers patientId={details.data.id} />
        </Stack>
      )}
    </Page>
  );
}
