import { Anchor, Badge, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { call } from '../../../api/call';
import type { Proposal } from '../../../api/commands';
import { useAct } from '../../../api/useCommand';
import { say, t, word } from '../../../app/messages';
import { useMay, useSite } from '../../../app/session';
import { AskReason } from '../../../shared/forms/AskReason';
import { Facts } from '../../../shared/look/Facts';
import { FailureNote, Note } from '../../../shared/look/Note';
import { showDate, showDay, showList, showNumber } from '../../../shared/time/format';
import rows from '../rows.module.css';

interface Props {
  proposal: Proposal;
  sort: 'diagnosis' | 'recommendation';
  patientId: string;
  /** The visit that an accepted diagnosis belongs to. */
  visitId: string | null;
  onAccepted: (warnings: readonly string[]) => void;
}

/** Something that a rule proposes, with what it rests on, by which method and within which limits. */
export function ProposalRow({ proposal, sort, patientId, visitId, onAccepted }: Props) {
  const { time_zone: zone } = useSite();
  const mayDecide = useMay('decide_proposals');
  const acceptDiagnosis = useAct('encounters.accept_diagnosis');
  const acceptRecommendation = useAct('encounters.accept_recommendation');
  const [more, setMore] = useState(false);
  const [rejecting, setRejecting] = useState(false);
  const panel = useId();
  const waits = proposal.status === 'proposed';
  const other = proposal.standing !== null && proposal.severity !== null && proposal.standing.severity !== null && proposal.standing.severity !== proposal.severity;
  const done = (warnings: readonly string[]) => {
    notifications.show({ message: t(`proposal.accepted.${sort}`, { text: proposal.text }) });
    onAccepted(warnings);
  };
  const accept = () => {
    const { id, version } = proposal;
    if (sort === 'diagnosis') acceptDiagnosis.mutate({ id, version, visit_id: visitId, notes: null, condition_version: proposal.standing?.version ?? null }, { onSuccess: ({ warnings }) => done(warnings) });
    else acceptRecommendation.mutate({ id, version }, { onSuccess: () => done([]) });
  };
  return (
    <article className={rows.row} data-testid="proposal" aria-label={t('proposal.one', { text: proposal.text })}>
      <div className={rows.what}>
        <Group gap={6}>
          <Text span size="sm" fw={560} className="any-script">
            {say(proposal.text)}
          </Text>
          {proposal.code && (
            <Text span size="sm" c="dimmed" className="numbers">
              {proposal.code}
            </Text>
          )}
          <Badge color={waits ? 'accent' : 'gray'} variant={waits ? 'outline' : 'light'}>
            {waits ? t(sort === 'diagnosis' ? 'proposal.of_diagnosis' : 'proposal.of_recommendation') : word('proposal_status', proposal.status)}
          </Badge>
          {proposal.kind && <Badge color="gray">{word('recommendation_kind', proposal.kind)}</Badge>}
          {proposal.severity && <Badge color="gray">{word('severity', proposal.severity)}</Badge>}
          {proposal.due_on && (
            <Text span size="sm" c="dimmed">
              {t('proposal.due', { day: showDate(proposal.due_on) })}
            </Text>
          )}
        </Group>
        {proposal.reasons.length > 0 && (
          <Text size="sm" className="any-script">
            {t('proposal.because', { reasons: showList(proposal.reasons.map((reason) => say(reason.text))) })}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="any-script">
          {[proposal.method && t('proposal.by', { method: proposal.method }), showDay(proposal.proposed_at, zone)].filter(Boolean).join(' · ')}
          {proposal.limits && ` · ${t('proposal.limits', { limits: proposal.limits })}`}
        </Text>
        {other && waits && (
          <Note tone="amber" testid="proposal-other-severity">
            {t('proposal.other_severity', { has: word('severity', proposal.standing?.severity), proposed: word('severity', proposal.severity) })}
          </Note>
        )}
        {proposal.standing !== null && !other && waits && (
          <Text size="xs" c="dimmed">
            {t('proposal.known_already')}
          </Text>
        )}
        {!waits && (
          <Text size="sm" c="dimmed" className="any-script">
            {[proposal.decided_by && proposal.decided_at !== null ? t('proposal.decided', { name: proposal.decided_by, when: showDay(proposal.decided_at, zone) }) : null, proposal.decision_reason].filter(Boolean).join(': ')}
          </Text>
        )}
        <Anchor component="button" type="button" size="xs" aria-expanded={more} aria-controls={panel} onClick={() => setMore(!more)} data-testid="proposal-more">
          {t(more ? 'proposal.less' : 'proposal.more')}
        </Anchor>
        <div id={panel} hidden={!more}>
          <Facts
            rows={[
              [t('proposal.source'), proposal.source],
              [t('proposal.confidence'), proposal.confidence === null ? t('proposal.no_confidence') : t('proposal.percent', { percent: showNumber(proposal.confidence * 100, 0) })],
              [
                t('proposal.rests_on'),
                proposal.reasons.some((reason) => reason.table === 'lab_results') ? (
                  <Link key="results" to="/patients/$patientId/record" params={{ patientId }} search={{ part: 'results' }} className="text-link">
                    {t('proposal.open_results')}
                  </Link>
                ) : null,
              ],
            ]}
          />
        </div>
        <FailureNote failure={acceptDiagnosis.error ?? acceptRecommendation.error} />
      </div>
      {waits && mayDecide && (
        <Group gap={4} wrap="nowrap">
          <Button size="compact-sm" variant="default" loading={acceptDiagnosis.isPending || acceptRecommendation.isPending} aria-label={t('proposal.accept.one', { text: proposal.text })} onClick={accept} data-testid="proposal-accept">
            {t('proposal.accept')}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" aria-label={t('proposal.reject.one', { text: proposal.text })} onClick={() => setRejecting(true)} data-testid="proposal-reject">
            {t('proposal.reject')}
          </Button>
        </Group>
      )}
      <AskReason
        opened={rejecting}
        title={t('proposal.reject.one', { text: proposal.text })}
        draft={`reject-proposal:${proposal.id}`}
        text={t('proposal.reject.text')}
        label={t('proposal.reject.reason')}
        submit={t('proposal.reject')}
        send={(reason) => call(sort === 'diagnosis' ? 'encounters.reject_diagnosis' : 'encounters.reject_recommendation', { id: proposal.id, version: proposal.version, reason })}
        onClose={() => setRejecting(false)}
        testid="reject-proposal"
      />
    </article>
  );
}
