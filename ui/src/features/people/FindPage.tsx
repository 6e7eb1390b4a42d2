import { Badge, Button, Paper, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconSearch, IconUserPlus, IconUserSearch } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { PatientLine } from '../../api/commands';
import { useCommand } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay } from '../../app/session';
import { keepDraft, keepForNow, readDraft } from '../../shared/forms/draft';
import { useShortcuts } from '../../shared/keyboard/useShortcuts';
import { FailureNote } from '../../shared/look/Note';
import { Page, Teach } from '../../shared/look/Page';
import classes from './FindPage.module.css';
import { nameFromTyping } from './patientForm';
import { birthText } from './patientFacts';

function Row(props: { patient: PatientLine; asked: boolean }) {
  const { patient, asked } = props;
  return (
    <Link to="/patients/$patientId" params={{ patientId: patient.id }} className={classes.row} data-testid={asked ? 'find-result' : 'find-recent'}>
      <span className={classes.who}>
        <Text span fw={600} className="any-script">
          {patient.display_name}
        </Text>
        {patient.deceased && <Badge color="gray">{t('people.deceased')}</Badge>}
        {patient.allergies > 0 && (
          <Badge color="red" leftSection={<IconAlertTriangle size={12} />}>
            {t('people.allergies_count', { count: patient.allergies })}
          </Badge>
        )}
      </span>
      <span className="numbers">{birthText(patient.date_of_birth, patient.date_of_birth_precision)}</span>
      <span>{[patient.age_years === null ? null : t('people.age', { years: patient.age_years }), patient.gender === 'unknown' ? null : word('gender', patient.gender)].filter(Boolean).join(' · ')}</span>
      <span className="numbers">{patient.phone}</span>
      <span className="numbers">{patient.mrn}</span>
    </Link>
  );
}

/** Finds a patient by whatever is known of them; misspelt will do. */
export function FindPage() {
  const navigate = useNavigate();
  const mayRegister = useMay('register_patients');
  const [query, setQuery] = useState(() => readDraft('find', { query: '' }).query);
  // Asked at every key: the answer is here in a few milliseconds, and waiting for a pause would be felt.
  const asked = query.trim();
  const box = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const recent = useCommand('people.recent', {}, ['patients']);
  const found = useCommand('people.find', { query: asked, limit: 50 }, ['patients', 'patient_identifiers', 'patient_allergies'], {
    enabled: asked.length > 0,
    keepPrevious: true,
  });
  const searching = asked.length > 0;
  const patients = (searching ? found.data : recent.data) ?? [];

  useEffect(() => keepForNow('find', { query }), [query]);
  const register = () => {
    keepDraft('register', nameFromTyping(query));
    void navigate({ to: '/register' });
  };
  useShortcuts([
    { keys: '/', scope: 'screen', label: 'find.focus', run: () => box.current?.focus() },
    ...(mayRegister ? [{ keys: 'F8', scope: 'screen' as const, label: 'people.register_new' as const, run: register }] : []),
  ]);

  const onBoxKey = (event: KeyboardEvent) => {
    const first = patients[0];
    if (event.key === 'Enter' && first) void navigate({ to: '/patients/$patientId', params: { patientId: first.id } });
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      list.current?.querySelector<HTMLElement>('a')?.focus();
    }
    if (event.key === 'Escape') setQuery('');
  };
  const onListKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const links = [...(list.current?.querySelectorAll<HTMLElement>('a') ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    const next = links[at + (event.key === 'ArrowDown' ? 1 : -1)];
    (next ?? box.current)?.focus();
  };

  return (
    <Page
      title={t('nav.find')}
      width="72rem"
      actions={
        mayRegister && (
          <Button leftSection={<IconUserPlus size={17} />} onClick={register} data-testid="find-register">
            {t('people.register_new')}
          </Button>
        )
      }
    >
      <TextInput
        ref={box}
        size="lg"
        autoFocus
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onBoxKey}
        leftSection={<IconSearch size={20} />}
        placeholder={t('find.placeholder')}
        aria-label={t('find.placeholder')}
        data-testid="find-input"
        mb="md"
      />
      <FailureNote failure={searching ? found.error : recent.error} />
      {patients.length > 0 && (
        <>
          <Text size="sm" c="dimmed" fw={600} mb={6} aria-live="polite">
            {searching ? t('find.count', { count: patients.length }) : t('find.recent')}
          </Text>
          <Paper className={classes.list} ref={list} onKeyDown={onListKey} data-testid="find-results" data-answers={found.isPlaceholderData ? undefined : asked}>
            {patients.map((patient) => (
              <Row key={patient.id} patient={patient} asked={searching} />
            ))}
          </Paper>
        </>
      )}
      {searching && found.data && patients.length === 0 && !found.isFetching && (
        <Teach icon={<IconUserSearch size={46} stroke={1.3} />} title={t('people.find.nobody')} text={t('find.nobody.text')}>
          {mayRegister && (
            <Button mt="sm" onClick={register} data-testid="find-register-typed">
              {t('find.register_typed', { name: query.trim() })}
            </Button>
          )}
        </Teach>
      )}
      {!searching && recent.data && patients.length === 0 && <Teach icon={<IconUserSearch size={46} stroke={1.3} />} title={t('find.empty')} text={t('find.empty.text')} />}
    </Page>
  );
}
