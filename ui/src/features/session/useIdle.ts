import { useEffect, useRef, useState } from 'react';

const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/**
 * Runs `onIdle` when nobody has touched the PC for `seconds`; never where that is zero. Answers the
 * seconds that are left once they are no more than `warnSeconds`, and nothing before.
 */
export function useIdle(seconds: number, warnSeconds: number, onIdle: () => void): number | null {
  const last = useRef(Date.now());
  const run = useRef(onIdle);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    run.current = onIdle;
  });
  useEffect(() => {
    if (seconds <= 0) return;
    last.current = Date.now();
    const alive = () => {
      last.current = Date.now();
    };
    SIGNS_OF_LIFE.forEach((sign) => window.addEventListener(sign, alive, { passive: true }));
    const timer = window.setInterval(() => {
      const remaining = Math.ceil(seconds - (Date.now() - last.current) / 1000);
      if (remaining <= 0) {
        last.current = Date.now();
        run.current();
      }
      setLeft(remaining > 0 && remaining <= warnSeconds ? remaining : null);
    }, 1000);
    return () => {
      window.clearInterval(timer);
      SIGNS_OF_LIFE.forEach((sign) => window.removeEventListener(sign, alive));
    };
  }, [seconds, warnSeconds]);
  return left;
}
