import { Button, Group, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call';
import { useAct, useCommand } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSite } from '../../app/session';
import { dropDraft, hasDraft, keepDraft, keepForNow, readDraft } from '../../shared/forms/draft';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { DraftNote, FailureNote, Note } from '../../shared/look/Note';
import { Page, Quiet } from '../../shared/look/Page';
import { dateAt, nowMicros } from '../../shared/time/siteTime';
import { DuplicateCompare } from './DuplicateCompare';
import classes from './DuplicateCompare.module.css';
import { PatientFields } from './PatientFields';
import { blankPatient, patientTroubles, toDetails, type PatientValues } from './patientForm';

/** A new patient. Those who may be the same person appear beside the typing, before anything is saved. */
export function RegisterPage() {
  const { time_zone: zone } = useSite();
  const navigate = useNavigate();
  const register = useAct('people.register');
  const [insisting, setInsisting] = useState(false);
  const { form, restored, startAfresh, saved, banner, refuse } = useDraftForm<PatientValues>('register', {
    blank: blankPatient,
    validate: (values) => patientTroubles(values, dateAt(nowMicros(), zone)),
  });
  const typed = toDetails(form.values, dateAt(nowMicros(), zone));
  const [asked] = useDebouncedValue(
    {
      given_name: typed.given_name,
      family_name: typed.family_name,
      date_of_birth: typed.date_of_birth,
      phone: typed.phone,
      gender: typed.gender === 'unknown' ? null : typed.gender,
      national_id: typed.national_id,
    },
    250,
  );
  const enough = Boolean((asked.given_name && asked.family_name) || asked.phone || asked.national_id);
  const duplicates = useCommand('people.duplicates', asked, ['patients', 'patient_identifiers'], { enabled: enough, keepPrevious: true });
  const matches = enough ? (duplicates.data ?? []) : [];

  /** Back to the booking in which it turned out that the patient is new, otherwise to the chart. */
  const arrive = async (id: string) => {
    if (hasDraft('after-register')) {
      dropDraft('after-register');
      const patient = (await call('people.recent', {})).find((each) => each.id === id);
      if (patient) {
        keepDraft('book', { ...readDraft<object>('book', {}), patient });
        keepForNow('today-open', { book: true });
        return navigate({ to: '/today' });
      }
    }
    return navigate({ to: '/patients/$patientId', params: { patientId: id } });
  };

  const submit = (accept_duplicates: boolean) =>
    form.onSubmit((values) => {
      refuse(null);
      register.mutate(
        { ...toDetails(values, dateAt(nowMicros(), zone)), accept_duplicates },
        {
          onSuccess: ({ id, mrn }) => {
            saved();
            notifications.show({ message: t('register.done', { mrn }) });
            void arrive(id);
          },
          onError: (failure) => {
            setInsisting(failure.code === 'possible_duplicate');
            refuse(failure);
          },
        },
      );
    })();
  useShortcuts([{ keys: 'mod+Enter', scope: 'screen', label: 'register.submit', run: () => submit(false) }]);

  return (
    <Page title={t('register.title')} width="84rem" testid="register-form">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit(false);
        }}
      >
        <Stack gap="md">
          <DraftNote restored={restored} onAfresh={startAfresh} />
          {insisting && banner ? <Note tone="amber">{banner.sentence}</Note> : <FailureNote failure={banner} />}
          <div className={classes.beside}>
            <PatientFields form={form} zone={zone} />
            <aside className={classes.aside} aria-live="polite">
              {matches.length > 0 ? (
                <DuplicateCompare typed={typed} matches={matches} onRegisterAnyway={insisting ? () => submit(true) : null} />
              ) : (
                <Quiet>{t('duplicate.none')}</Quiet>
              )}
            </aside>
          </div>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => void navigate({ to: '/find' })}>
              {t('common.close')}
            </Button>
            <Button type="submit" loading={register.isPending} data-testid="register-submit">
              {t('register.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}
