// Therapy, stress and plans of the made-up clinic.

import type { ResponseOf } from '../src/api/commands';
import { addDays, dateAt, instantAt, nowMicros } from '../src/shared/time/siteTime';
import { patients } from './people';

type Session = ResponseOf<'wellness.sessions'>['sessions'][number];
type Note = ResponseOf<'wellness.session'>['notes'][number];
type Plan = ResponseOf<'wellness.plan'>;
type Request = Record<string, unknown>;

const zone = 'Europe/London';
const day = 86_400_000_000;
const now = nowMicros();
const today = dateAt(now, zone);

function person(index: number) {
  const found = patients[index % patients.length];
  if (!found) throw new Error('no such patient');
  return found;
}
function refuse(sentence: string, field?: string): never {
  throw { code: null, sentence, field };
}

function session(id: string, started_at: number, status: string, more: Partial<Session> = {}): Session {
  return { id, version: 1, practitioner_id: 'd1', practitioner: 'Nuria Soler', kind: 'individual', status, started_at, ended_at: status === 'completed' ? started_at + 50 * 60_000_000 : null, phq9_score: null, gad7_score: null, script_version: null, next_session_on: null, ...more };
}
const earlier = [17, 15, 14, 11, 12, 8].map((phq9_score, index) => session(`s-past-${index}`, now - (6 - index) * 7 * day, 'completed', { phq9_score, gad7_score: phq9_score - 3, script_version: 'phq9/1', kind: index === 0 ? 'intake' : 'individual' }));
const own: { session: Session; of: number }[] = [
  { session: session('s1', instantAt(today, '09:00', zone), 'completed', { phq9_score: 8, gad7_score: 6 }), of: 0 },
  { session: session('s2', instantAt(today, '10:30', zone), 'in_progress'), of: 2 },
  { session: session('s3', instantAt(today, '13:00', zone), 'planned', { kind: 'intake' }), of: 9 },
  { session: session('s4', instantAt(today, '14:30', zone), 'no_show'), of: 5 },
];
const notes: Note[] = [
  { id: 'n1', version: 1, content: 'Sleeps better since the evenings are quiet. Wants to talk about her father next time.', response_text: null, sentiment_score: 0.44, author_id: 'u1', author: 'Nuria Soler', written_at: now - 7 * day, answers: null },
  { id: 'n2', version: 1, content: null, response_text: 'Thank you for answering. Your answers show some of these problems. We will ask again at the next session and look at how they go.', sentiment_score: null, author_id: 'u1', author: 'Nuria Soler', written_at: now - 6 * day, answers: { script: 'phq9/1', answers: [1, 1, 2, 1, 0, 1, 1, 1, 0], score: 8 } },
];
const questions = {
  phq9: ['Little interest or pleasure in doing things', 'Feeling down, depressed, or hopeless', 'Trouble falling or staying asleep, or sleeping too much', 'Feeling tired or having little energy', 'Poor appetite or overeating', 'Feeling bad about yourself', 'Trouble concentrating on things', 'Moving or speaking slowly', 'Thoughts that you would be better off dead or of hurting yourself in some way'],
  gad7: ['Feeling nervous, anxious or on edge', 'Not being able to stop or control worrying', 'Worrying too much about different things', 'Trouble relaxing', 'Being so restless that it is hard to sit still', 'Becoming easily annoyed or irritable', 'Feeling afraid as if something awful might happen'],
};
const plan: Plan = {
  id: 'pl1', version: 1, patient: person(0), practitioner: 'Dr Ngozi Okafor', title: 'Sleeping again', condition_text: 'Insomnia', status: 'active', starts_on: addDays(today, -20), ends_on: addDays(today, 21), description: 'One thing at a time; the diary first.', template_code: 'insomnia',
  method: 'Wellness plan templates', source: 'Riemann D et al. The European Insomnia Guideline 2023. J Sleep Res 2023;32:e14035', notes: null, due: 9, done: 6, skipped: 1, progress: 6 / 9,
  items: [
    { id: 'it1', version: 1, title: 'Keep the sleep diary on every day of this week', category: 'measurement', due_on: addDays(today, -14), done_at: now - 14 * day, done_by: 'Nuria Soler', is_self_reported: true, skipped_reason: null, notes: null },
    { id: 'it2', version: 1, title: 'No caffeine after noon this week', category: 'habit', due_on: addDays(today, -7), done_at: null, done_by: null, is_self_reported: false, skipped_reason: 'Was away at a wedding', notes: null },
    { id: 'it3', version: 1, title: 'Go to bed only when sleepy and get up at the same time this week', category: 'sleep', due_on: addDays(today, -1), done_at: null, done_by: null, is_self_reported: false, skipped_reason: null, notes: null },
    { id: 'it4', version: 1, title: 'Use the bed for sleep alone', category: 'sleep', due_on: today, done_at: null, done_by: null, is_self_reported: false, skipped_reason: null, notes: null },
    { id: 'it5', version: 1, title: 'Look back on the plan', category: 'visit', due_on: addDays(today, 21), done_at: null, done_by: null, is_self_reported: false, skipped_reason: null, notes: null },
  ],
};

/** What the made-up clinic answers about therapy and wellness. */
export function wellnessAnswers(changed: (tables: string[]) => void): Record<string, (request: Request) => unknown> {
  const said = <T>(answer: T, tables: string[]): T => {
    changed(tables);
    return answer;
  };
  const step = (id: unknown, status: string, part: Partial<Session> = {}) => {
    own.forEach((each) => each.session.id === id && Object.assign(each.session, { status, version: each.session.version + 1, ...part }));
    return said({}, ['therapy_sessions']);
  };
  const item = (id: unknown) => plan.items.find((each) => each.id === id) ?? refuse('This step is not there any more.');
  return {
    'wellness.my_day': ({ on }) => own.filter(({ session: each }) => dateAt(each.started_at, zone) === on).map(({ session: each, of }) => ({ session: each, patient: person(of) })),
    'wellness.my_patients': () => [0, 2, 9, 5, 12].map((of, index) => ({ patient: person(of), sessions: 9 - index, last_session_at: now - (index + 1) * 3 * day, next_session_at: index < 3 ? now + (index + 4) * day : null, phq9_score: index < 4 ? 8 + index * 3 : null, gad7_score: index < 3 ? 6 + index * 2 : null })),
    'wellness.plan_session': ({ patient_id, starts_at, kind }) => {
      if (own.some(({ session: each }) => Math.abs(each.started_at - Number(starts_at)) < 3_600_000_000)) return refuse('The therapist or the patient has something else at that time. Choose another time.', 'starts_at');
      own.push({ session: session(`s${own.length + 10}`, Number(starts_at), 'planned', { kind: String(kind) }), of: Math.max(0, patients.findIndex((each) => each.id === patient_id)) });
      return said({ id: 'new' }, ['therapy_sessions']);
    },
    'wellness.start_session': ({ id }) => step(id, 'in_progress', { started_at: nowMicros() }),
    'wellness.complete_session': ({ id, next_session_on }) => step(id, 'completed', { ended_at: nowMicros(), next_session_on: next_session_on as string | null }),
    'wellness.cancel_session': ({ id, no_show }) => step(id, no_show ? 'no_show' : 'cancelled'),
    'wellness.sessions': ({ patient_id }) => ({ patient_id, sessions: [...own.filter(({ of }) => person(of).id === patient_id).map((each) => each.session), ...[...earlier].reverse()] }),
    'wellness.session': ({ id }) => {
      const found = own.find((each) => each.session.id === id);
      return { session: found?.session ?? earlier[0], patient: person(found?.of ?? 0), notes };
    },
    'wellness.write_note': ({ content, note }) => {
      const before = notes.find((each) => each.id === (note as { id: string } | null)?.id);
      if (before) before.content = String(content);
      else notes.push({ id: `n${notes.length + 1}`, version: 1, content: String(content), response_text: null, sentiment_score: null, author_id: 'u1', author: 'Nuria Soler', written_at: nowMicros(), answers: null });
      return said({ id: 'n', version: 1, sentiment_score: null }, ['therapy_notes']);
    },
    'wellness.script': ({ script }) => ({ script, version: '1', stem: 'Over the last 2 weeks, how often have you been bothered by any of the following problems?', questions: questions[script as 'phq9' | 'gad7'], options: ['Not at all', 'Several days', 'More than half the days', 'Nearly every day'], source: 'Kroenke K et al. J Gen Intern Med 2001;16:606–613' }),
    'wellness.answer_script': ({ answers }) => {
      const points = answers as number[];
      const score = points.reduce((sum, each) => sum + each, 0);
      return said({ note_id: 'n', score, severity: score < 5 ? 'minimal' : 'mild', response_text: 'Thank you for answering.', alert_id: (points[8] ?? 0) > 0 ? 'al' : null }, ['therapy_notes', 'therapy_sessions']);
    },
    'wellness.stress': ({ patient_id }) => ({ patient_id, readings: Array.from({ length: 24 }, (_, index) => ({ id: `sr${index}`, recorded_at: now - (24 - index) * 2 * day, is_self_reported: index % 2 === 0, rmssd_ms: Math.round(42 + Math.sin(index) * 5 - (index > 20 ? 16 : 0)), heart_rate_bpm: 70 + (index % 6), self_rating: 3 + (index % 4), gad7_score: index % 8 === 0 ? 9 : null, intervention_suggested: index === 23 ? 'Talk about what weighs on them, and offer slow breathing, about six breaths a minute, for some minutes a day.' : null, intervention_reason: index === 23 ? 'RMSSD was low three times in a row, now 26 ms; the limit from the own moving average is 31 ms.' : null, notes: null })) }),
    'wellness.add_stress_reading': () => said({ id: 'sr', rmssd_ms: null, intervention_suggested: null, intervention_reason: null }, ['stress_readings']),
    'wellness.templates': () => [{ code: 'insomnia', title: 'Sleeping again', condition: 'Insomnia', weeks: 6, source: 'Riemann D et al. The European Insomnia Guideline 2023', steps: [{ title: 'Keep the sleep diary on every day of this week', category: 'measurement', first_day: 6, every_days: 7 }, { title: 'No caffeine after noon this week', category: 'habit', first_day: 6, every_days: 7 }, { title: 'Look back on the plan', category: 'visit', first_day: 41, every_days: null }] }],
    'wellness.make_plan': () => said({ id: 'pl1', items: 13 }, ['wellness_plans']),
    'wellness.plans': ({ patient_id }) => ({ patient_id, plans: [plan, { ...plan, id: 'pl0', title: 'A healthy weight', status: 'completed', starts_on: '2025-03-01', ends_on: '2025-05-24', due: 30, done: 24, skipped: 2, progress: 0.8 }] }),
    'wellness.plan': () => plan,
    'wellness.update_plan': ({ id: _id, version: _version, ...cells }) => said(Object.assign(plan, cells) && {}, ['wellness_plans']),
    'wellness.do_item': ({ id, done, is_self_reported }) => said(Object.assign(item(id), { done_at: done ? nowMicros() : null, done_by: done ? 'Dr Ngozi Okafor' : null, is_self_reported, skipped_reason: null }) && {}, ['wellness_plan_items']),
    'wellness.skip_item': ({ id, reason }) => said(Object.assign(item(id), { skipped_reason: reason }) && {}, ['wellness_plan_items']),
    'wellness.add_item': ({ title, due_on }) => said(plan.items.push({ id: `it${plan.items.length + 10}`, version: 1, title: String(title), category: null, due_on: String(due_on), done_at: null, done_by: null, is_self_reported: false, skipped_reason: null, notes: null }) && { id: 'it' }, ['wellness_plan_items']),
    'wellness.change_item': ({ id, title, due_on, notes: text }) => said(Object.assign(item(id), { title, due_on, notes: text }) && {}, ['wellness_plan_items']),
    'wellness.remove_item': ({ id }) => said(plan.items.splice(plan.items.findIndex((each) => each.id === id), 1) && {}, ['wellness_plan_items']),
  };
}
