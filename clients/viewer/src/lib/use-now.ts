import { useEffect, useState } from 'react';

/** Unix seconds, told anew every `everyMs` while the page is visible. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now() / 1000);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNow(Date.now() / 1000);
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
