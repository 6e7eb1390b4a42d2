import { Badge, Button, Checkbox, Drawer, Select, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../api/call';
import type { RequestOf, ResponseOf } from '../../api/commands';
import { toFailure } from '../../api/failure';
import { useAct, useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskOnce } from '../../shared/forms/AskOnce';
import { FormFrame } from '../../shared/forms/FormFrame';
import { choices } from '../../shared/forms/choices';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { AddButton } from '../../shared/look/AddButton';
import { FailureNote } from '../../shared/look/Note';
import { Panel, Quiet } from '../../shared/look/Page';
import { showDay } from '../../shared/time/format';
import { useColleagues } from '../messages/colleagues';
import { ChartRow } from './ChartList';

type Team = ResponseOf<'people.care_team'>;
type Member = Team['members'][number];
type Kind = RequestOf<'people.assign_care_team'>['kind'];

const kinds: readonly Kind[] = ['attending_physician', 'primary_physician', 'consultant', 'resident', 'attending_nurse', 'nurse', 'therapist', 'pharmacist', 'other'];

/** Colleagues who sign in, and practitioners who do not. */
function usePeople(): readonly { value: string; label: string }[] {
  const colleagues = useColleagues();
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const others = (practitioners.data ?? []).filter((each) => !each.user_id).map((each) => ({ value: `practitioner:${each.id}`, label: each.display_name }));
  return [...colleagues.map((each) => ({ ...each, value: `user:${each.value}` })), ...others];
}

function MemberForm(props: { patientId: string; onDone: () => void }) {
  const { patientId, onDone } = props;
  const assign = useAct('people.assign_care_team');
  const people = usePeople();
  const { form, answered, refuse, ...draft } = useDraftForm<{ user_id: string | null; kind: Kind; is_primary: boolean; notes: string }>(`care-team:${patientId}`, {
    blank: { user_id: null, kind: 'consultant', is_primary: false, notes: '' },
    validate: (values) => ({ user_id: values.user_id ? null : t('team.who.missing') }),
  });
  const submit = () =>
    form.onSubmit((values) => {
      const [what, id] = (values.user_id ?? '').split(':');
      if (!id) return;
      refuse(null);
      assign.mutate(
        { patient_id: patientId, user_id: what === 'user' ? id : null, practitioner_id: what === 'user' ? null : id, kind: values.kind, is_primary: values.is_primary, department_id: null, notes: orNull(values.notes) },
        answered(onDone),
      );
    })();
  return (
    <FormFrame {...draft} pending={assign.isPending} onSubmit={submit} onClose={onDone} testid="team">
      <Text size="sm" c="dimmed">
        {t('team.opens')}
      </Text>
      <Select label={t('team.who')} searchable data={[...people]} data-autofocus {...form.getInputProps('user_id')} data-testid="team-who" />
      <Select label={t('team.as')} allowDeselect={false} data={choices('care_team_kind', kinds)} {...form.getInputProps('kind')} data-testid="team-kind" />
      <Checkbox label={t('team.primary')} {...form.getInputProps('is_primary', { type: 'checkbox' })} />
      <Textarea label={t('care.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** The doctor and the nurse who mainly look after the patient. */
function MainForm(props: { team: Team; onDone: () => void }) {
  const { team, onDone } = props;
  const practitioners = useCommand('organization.practitioners', {}, ['practitioners', 'users']);
  const colleagues = useColleagues('nurse');
  const [busy, setBusy] = useState(false);
  const { form, saved, refuse, ...draft } = useDraftForm<{ practitioner_id: string | null; nurse_id: string | null }>(`main-of:${team.patient_id}`, {
    blank: { practitioner_id: team.primary_practitioner_id, nurse_id: team.attending_nurse_id },
  });
  const nurses = colleagues.some((each) => each.value === team.attending_nurse_id) || !team.attending_nurse_id ? colleagues : [...colleagues, { value: team.attending_nurse_id, label: team.attending_nurse ?? t('common.unknown') }];
  const submit = () =>
    form.onSubmit((values) => {
      const { patient_id } = team;
      const save = async () => {
        let { version } = team;
        if (values.practitioner_id !== team.primary_practitioner_id) {
          await call('people.set_primary_practitioner', { patient_id, version, practitioner_id: values.practitioner_id });
          // Both stand on one row, which has just changed.
          ({ version } = await call('people.care_team', { patient_id }));
        }
        if (values.nurse_id !== team.attending_nurse_id) await call('people.set_attending_nurse', { patient_id, version, nurse_id: values.nurse_id });
      };
      refuse(null);
      setBusy(true);
      save()
        .then(() => {
          saved();
          onDone();
        })
        .catch((thrown: unknown) => refuse(toFailure(thrown, t('failure.unknown'))))
        .finally(() => setBusy(false));
    })();
  return (
    <FormFrame {...draft} pending={busy} onSubmit={submit} onClose={onDone} testid="main">
      <Text size="sm" c="dimmed">
        {t('team.opens')}
      </Text>
      <Select label={t('team.doctor')} placeholder={t('team.nobody')} clearable searchable data={(practitioners.data ?? []).map((each) => ({ value: each.id, label: each.display_name }))} data-autofocus {...form.getInputProps('practitioner_id')} data-testid="main-doctor" />
      <Select label={t('team.nurse')} placeholder={t('team.nobody')} clearable searchable data={[...nurses]} {...form.getInputProps('nurse_id')} data-testid="main-nurse" />
    </FormFrame>
  );
}

/** Who looks after the patient; it opens the record to them. */
export function CareTeam(props: { patientId: string }) {
  const { time_zone: zone } = useSite();
  const mayKeep = useMay('keep_care_team');
  const mayName = useMay('name_own_doctor');
  const team = useCommand('people.care_team', { patient_id: props.patientId }, ['care_team_members', 'patients', 'users', 'practitioners', 'patient_merges']);
  const leave = useAct('people.leave_care_team');
  const [open, setOpen] = useState<'nothing' | 'add' | 'main'>('nothing');
  const [leaving, setLeaving] = useState<Member | null>(null);
  const [past, setPast] = useState(false);
  const done = () => setOpen('nothing');
  const close = () => {
    leave.reset();
    setLeaving(null);
  };
  const members = team.data?.members ?? [];
  const now = members.filter((each) => each.ended_at === null);
  const earlier = members.filter((each) => each.ended_at !== null);
  const row = (member: Member) => (
    <ChartRow
      key={member.id}
      testid="team-member"
      side={
        member.ended_at !== null ? (
          showDay(member.ended_at, zone)
        ) : mayKeep ? (
          <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('team.leave.title', { name: member.name })} onClick={() => setLeaving(member)} data-testid="team-leave">
            {t('team.leave')}
          </Button>
        ) : (
          t('chart.since', { when: showDay(member.started_at, zone) })
        )
      }
    >
      <Text span size="sm" fw={550} className="any-script">
        {member.name}
      </Text>{' '}
      {member.is_primary && <Badge color="accent">{t('team.main')}</Badge>}
      <Text size="sm" c="dimmed" className="any-script">
        {[word('care_team_kind', member.kind), member.notes].filter(Boolean).join(' · ')}
      </Text>
    </ChartRow>
  );
  return (
    <Panel
      title={t('team.title')}
      count={now.length}
      flush
      testid="care-team"
      actions={
        <>
          {mayName && team.data && (
            <Button size="compact-sm" variant="subtle" onClick={() => setOpen('main')} data-testid="team-main">
              {t('team.name')}
            </Button>
          )}
          {mayKeep && <AddButton label={t('team.add')} onClick={() => setOpen('add')} testid="team-add" />}
        </>
      }
    >
      <FailureNote failure={team.error} />
      {team.data && now.length === 0 && <Quiet>{t('team.empty')}</Quiet>}
      {now.map(row)}
      {earlier.length > 0 && (
        <Button variant="subtle" size="compact-sm" m={6} onClick={() => setPast(!past)}>
          {t('team.past', { count: earlier.length })}
        </Button>
      )}
      {past && earlier.map(row)}
      <Drawer opened={open === 'add'} onClose={done} title={t('team.add')} size="28rem">
        {open === 'add' && <MemberForm patientId={props.patientId} onDone={done} />}
      </Drawer>
      <Drawer opened={open === 'main'} onClose={done} title={t('team.name')} size="28rem">
        {open === 'main' && team.data && <MainForm team={team.data} onDone={done} />}
      </Drawer>
      <AskOnce
        opened={leaving !== null}
        title={leaving ? t('team.leave.title', { name: leaving.name }) : ''}
        text={t('team.leave.text')}
        action={t('team.leave')}
        failure={leave.error}
        busy={leave.isPending}
        onConfirm={() => leaving && leave.mutate({ id: leaving.id, version: leaving.version }, { onSuccess: close })}
        onClose={close}
        testid="ask-once"
      />
    </Panel>
  );
}
