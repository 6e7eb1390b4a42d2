import { useEffect, useState } from 'react';
import { nowMicros } from './siteTime';

/** The present, renewed every `seconds`. */
export function useNow(seconds: number): number {
  const [now, setNow] = useState(nowMicros);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(nowMicros()), seconds * 1000);
    return () => window.clearInterval(timer);
  }, [seconds]);
  return now;
}
