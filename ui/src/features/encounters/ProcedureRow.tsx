import { Badge, Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { ProcedureLine } from '../../api/commands';
import { useAct } from '../../api/useCommand';
import { t, word } from '../../app/messages';
import { useMay, useSite } from '../../app/session';
import { AskReason } from '../../shared/forms/AskReason';
import { FormFrame } from '../../shared/forms/FormFrame';
import { orNull } from '../../shared/forms/text';
import { useDraftForm } from '../../shared/forms/useDraftForm';
import { showDay, showDayAndTime } from '../../shared/time/format';
import rows from './rows.module.css';

/** Not over: what is planned or goes on can be done or given up. */
const GOING = ['preparation', 'in_progress', 'on_hold', 'unknown'];

function DoneForm(props: { procedure: ProcedureLine; onDone: () => void }) {
  const { procedure } = props;
  const update = useAct('encounters.update_procedure');
  const { form, answered, refuse, ...draft } = useDraftForm(`procedure-done:${procedure.id}`, { blank: { outcome_text: procedure.outcome ?? '', notes: '' } });
  const submit = () =>
    form.onSubmit((values) => {
      refuse(null);
      update.mutate(
        { id: procedure.id, version: procedure.version, stage: 'completed', ended_at: null, outcome_text: orNull(values.outcome_text), notes: orNull(values.notes) },
        answered(() => {
          notifications.show({ message: t('procedure.noted.completed', { name: procedure.name }) });
          props.onDone();
        }),
      );
    })();
  return (
    <FormFrame {...draft} submitLabel={t('procedure.done')} pending={update.isPending} onSubmit={submit} onClose={props.onDone} testid="procedure-done">
      <Textarea label={t('procedure.outcome')} autosize minRows={2} data-autofocus data-testid="procedure-done-outcome" {...form.getInputProps('outcome_text')} />
      <Textarea label={t('procedure.notes')} autosize minRows={1} {...form.getInputProps('notes')} />
    </FormFrame>
  );
}

/** A procedure with its next step; what was entered in error stands there as struck. */
export function ProcedureRow(props: { procedure: ProcedureLine }) {
  const { procedure: each } = props;
  const { time_zone: zone } = useSite();
  const mayWrite = useMay('write_procedures');
  const begin = useAct('encounters.update_procedure');
  const abandon = useAct('encounters.abandon_procedure');
  const strike = useAct('encounters.strike_procedure');
  const [open, setOpen] = useState<'nothing' | 'done' | 'abandon' | 'strike'>('nothing');
  const close = () => setOpen('nothing');
  const struck = each.status === 'entered_in_error';
  const going = GOING.includes(each.status);
  const planned = each.status === 'preparation';
  const told = (message: string) => ({
    onSuccess: () => {
      notifications.show({ message });
      close();
    },
  });
  return (
    <article className={rows.row} data-struck={struck || undefined} data-testid="visit-procedure">
      <div className={rows.what}>
        <Group gap={6}>
          <Text span size="sm" fw={550} {...(struck ? { td: 'line-through' } : {})} className="any-script">
            {each.name}
          </Text>
          {each.code && (
            <Text span size="sm" c="dimmed" className="numbers">
              {each.code}
            </Text>
          )}
          {each.status !== 'completed' && <Badge color={going ? 'accent' : 'gray'}>{word('procedure_status', each.status)}</Badge>}
        </Group>
        <Text size="xs" c="dimmed" className="any-script">
          {[
            each.performed_at !== null && (planned ? t('procedure.planned_for', { when: showDayAndTime(each.performed_at, zone) }) : showDay(each.performed_at, zone)),
            each.body_site,
            each.reason,
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {each.outcome && (
          <Text size="sm" className="any-script prewrap">
            {each.outcome}
          </Text>
        )}
        {begin.error && (
          <Text size="sm" c="var(--hf-red)" role="alert">
            {begin.error.sentence}
          </Text>
        )}
      </div>
      {mayWrite && !struck && (
        <Group gap={4} wrap="nowrap">
          {planned && (
            <Button
              size="compact-sm"
              variant="default"
              loading={begin.isPending}
              onClick={() => begin.mutate({ id: each.id, version: each.version, stage: 'in_progress', ended_at: null, outcome_text: each.outcome, notes: null })}
              data-testid="procedure-begin"
            >
              {t('procedure.begin')}
            </Button>
          )}
          {going && (
            <>
              <Button size="compact-sm" {...(planned ? { variant: 'default' } : {})} onClick={() => setOpen('done')} data-testid="procedure-finish">
                {t('procedure.done')}
              </Button>
              <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setOpen('abandon')} data-testid="procedure-abandon">
                {t(planned ? 'procedure.not_done' : 'procedure.stop')}
              </Button>
            </>
          )}
          <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('struck.procedure.title', { name: each.name })} onClick={() => setOpen('strike')} data-testid="procedure-strike">
            {t('struck.strike')}
          </Button>
        </Group>
      )}
      <Modal opened={open === 'done'} onClose={close} title={t('procedure.done.title', { name: each.name })}>
        {open === 'done' && <DoneForm procedure={each} onDone={close} />}
      </Modal>
      {open === 'abandon' && (
        <AskReason
          title={t(planned ? 'procedure.not_done.title' : 'procedure.stop.title', { name: each.name })}
          draft={`abandon-procedure:${each.id}`}
          text={t('procedure.stop.text')}
          label={t('procedure.stop.reason')}
          submit={t(planned ? 'procedure.not_done' : 'procedure.stop')}
          send={(reason) => abandon.mutateAsync({ id: each.id, version: each.version, reason })}
          onDone={told(t('procedure.stopped', { name: each.name })).onSuccess}
          onClose={close}
          testid="abandon-procedure"
        />
      )}
      {open === 'strike' && (
        <AskReason
          title={t('struck.procedure.title', { name: each.name })}
          draft={`strike-procedure:${each.id}`}
          text={t('struck.procedure.text')}
          label={t('struck.procedure.reason')}
          submit={t('struck.strike')}
          danger
          send={(reason) => strike.mutateAsync({ id: each.id, version: each.version, reason })}
          onDone={told(t('struck.procedure.done', { name: each.name })).onSuccess}
          onClose={close}
          testid="strike-procedure"
        />
      )}
    </article>
  );
}
