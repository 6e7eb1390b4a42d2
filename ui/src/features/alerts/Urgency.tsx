import { t } from '../../app/messages';
import classes from './Alerts.module.css';

export const urgencies = [1, 2, 3, 4, 5] as const;

/** The word for an urgency; one that this version does not know keeps its number. */
export function urgencyWord(urgency: number): string {
  const known = urgencies.find((each) => each === urgency);
  return known ? t(`urgency.${known}`) : String(urgency);
}

export function urgencyTone(urgency: number): 'red' | 'amber' | 'plain' {
  if (urgency <= 2) return 'red';
  return urgency === 3 ? 'amber' : 'plain';
}

/** Number and word, so that the colour is never the only sign; the word alone where keys are numbered. */
export function Urgency(props: { urgency: number; large?: boolean; wordOnly?: boolean }) {
  return (
    <span className={classes.urgency} data-tone={urgencyTone(props.urgency)} data-first={props.urgency === 1 || undefined} data-large={props.large || undefined}>
      {!props.wordOnly && <b className="numbers">{props.urgency}</b>}
      <span>{urgencyWord(props.urgency)}</span>
    </span>
  );
}
