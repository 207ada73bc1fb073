import { live } from '../lib/live.js';
import { reachable } from '../lib/reachable.js';
import { useStore } from '../lib/store.js';
import { useNow } from '../lib/use-now.js';
import { formatDuration } from '../pure/format-time.js';

/** Says that the daemon is silent, how old the page is, and how to start it (VIEW-145). */
export function UnreachableBanner() {
  const { ok, heardAt } = useStore(reachable);
  const now = useNow();
  if (ok) return null;
  return (
    <div className="banner" role="alert">
      <span>The daemon does not answer. What you see is <b className="number">{formatDuration(Math.max(0, Math.floor(now - heardAt / 1000)))}</b> old.</span>
      <span>Start it with <code>runkeep up</code>; this page goes on by itself.</span>
      <button type="button" className="button small" onClick={live.hurry}>Try now</button>
    </div>
  );
}
