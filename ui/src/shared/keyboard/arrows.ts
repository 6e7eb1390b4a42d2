// Which arrow key leads back and which leads on: time and lists run with the line of reading, so in
// Arabic yesterday is on the right.

import { direction } from '../../app/messages';

/** The key that points to what comes before. */
export function arrowBack(): 'ArrowLeft' | 'ArrowRight' {
  return direction() === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
}

/** The key that points to what comes next. */
export function arrowOn(): 'ArrowLeft' | 'ArrowRight' {
  return direction() === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
}
