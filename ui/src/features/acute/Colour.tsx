import { t } from '../../app/messages';
import classes from './acute.module.css';
import { isColour } from './triageWords';

/** A colour of the scale: always with its word, for whoever does not see it. */
export function ColourWord(props: { code: string; large?: boolean }) {
  const { code } = props;
  return (
    <span className={classes.colour} data-large={props.large || undefined}>
      <span className={classes.swatch} data-colour={code} aria-hidden />
      {isColour(code) ? t(`triage.${code}`) : code}
    </span>
  );
}
