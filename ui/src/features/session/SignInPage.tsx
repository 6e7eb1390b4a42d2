import { Anchor, Avatar, Button, Group, PasswordInput, Stack, Text, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { PersonOnThisPc } from '../../api/shell';
import { initials } from '../../shared/look/initials';
import { useAct } from '../../api/useCommand';
import { t } from '../../app/messages';
import { useSession } from '../../app/session';
import { choose, windowSettings } from '../../app/windowSettings';
import { Note } from '../../shared/look/Note';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { AddPerson } from './AddPerson';
import { Doorstep } from './Doorstep';
import { lastPerson, rememberPerson } from './lastPerson';
import { Recover } from './Recover';
import classes from './session.module.css';

function Password(props: { person: PersonOnThisPc; others: boolean; onOther: () => void; onForgotten: () => void }) {
  const { state, apply } = useSession();
  const signIn = useAct('session.sign_in');
  const [password, setPassword] = useState('');
  const [wait, setWait] = useState(state.retry_after_seconds ?? 0);

  useEffect(() => setWait(state.retry_after_seconds ?? 0), [state.retry_after_seconds]);
  useEffect(() => {
    if (wait <= 0) return;
    const timer = window.setTimeout(() => setWait(wait - 1), 1000);
    return () => window.clearTimeout(timer);
  }, [wait]);
  useShortcuts([{ keys: 'Escape', scope: 'dialog', label: 'signin.other', run: props.onOther }], props.others);

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate(
          { user_id: props.person.user_id, username: null, password },
          {
            onSuccess: (next) => {
              if (next.user) rememberPerson(next.user.id);
              if (windowSettings().kiosk) void choose({ kiosk: false });
              setPassword('');
              apply(next);
            },
            onError: () => setPassword(''),
          },
        );
      }}
    >
      <Stack gap="md">
        <div className={classes.chosen}>
          <Avatar size={48} radius="100%" color="accent">
            {initials(props.person.display_name)}
          </Avatar>
          <div>
            <Text fw={620} size="lg">
              {props.person.display_name}
            </Text>
            <Text size="sm" c="dimmed">
              {props.person.username}
            </Text>
          </div>
        </div>
        <PasswordInput
          label={t('signin.password')}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={signIn.error?.sentence}
          autoFocus
          size="md"
          autoComplete="current-password"
          data-testid="sign-in-password"
        />
        {wait > 0 && <Note tone="amber">{t('signin.wait', { seconds: wait })}</Note>}
        <Button type="submit" size="md" loading={signIn.isPending} disabled={password === '' || wait > 0} data-testid="sign-in-submit">
          {t('signin.submit')}
        </Button>
        <Group justify="space-between">
          {props.others ? (
            <Anchor component="button" type="button" size="sm" onClick={props.onOther} data-testid="sign-in-other">
              {t('signin.other')}
            </Anchor>
          ) : (
            <Anchor component="button" type="button" size="sm" onClick={props.onOther} data-testid="sign-in-add">
              {t('signin.add')}
            </Anchor>
          )}
          <Anchor component="button" type="button" size="sm" onClick={props.onForgotten} data-testid="sign-in-forgotten">
            {t('signin.forgotten')}
          </Anchor>
        </Group>
      </Stack>
    </form>
  );
}

/** Who is there? One tile per person of this PC; whoever worked last only types the password. */
export function SignInPage() {
  const { state, apply } = useSession();
  const { people } = state;
  const [chosen, setChosen] = useState<string | null>(() => (people.length === 1 ? (people[0]?.user_id ?? null) : lastPerson(people)));
  const [step, setStep] = useState<'sign_in' | 'add' | 'patient' | 'recover'>(() => (windowSettings().kiosk ? 'patient' : 'sign_in'));
  const person = people.find((each) => each.user_id === chosen);

  if (step === 'add' || step === 'patient') return <AddPerson key={step} patient={step === 'patient'} onBack={() => setStep('sign_in')} onAdded={apply} />;
  if (step === 'recover' && person) return <Recover person={person} onBack={() => setStep('sign_in')} onRecovered={apply} />;

  const clinic = state.organization?.name ?? t('app.name');
  if (person) {
    return (
      <Doorstep title={clinic} {...(state.site ? { text: state.site.name } : {})}>
        <Password
          key={person.user_id}
          person={person}
          others={people.length > 1}
          onOther={() => setChosen(null)}
          onForgotten={() => setStep('recover')}
        />
      </Doorstep>
    );
  }
  return (
    <Doorstep title={clinic} text={t('signin.who')} wide>
      <div className={classes.tiles}>
        {people.map((each) => (
          <UnstyledButton key={each.user_id} className={classes.tile} onClick={() => setChosen(each.user_id)} data-testid="person-tile">
            <Avatar size={52} radius="100%" color="accent">
              {initials(each.display_name)}
            </Avatar>
            <Text fw={580} lh={1.25}>
              {each.display_name}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      <Group gap="lg">
        <Anchor component="button" type="button" size="sm" onClick={() => setStep('add')} data-testid="sign-in-add">
          {t('signin.add')}
        </Anchor>
        <Anchor component="button" type="button" size="sm" onClick={() => setStep('patient')} data-testid="sign-in-patient">
          {t('signin.patient')}
        </Anchor>
      </Group>
    </Doorstep>
  );
}
