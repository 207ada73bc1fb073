import { live } from '../lib/live.js';
import { reachable } from '../lib/reachable.js';
import { useStore } from '../lib/store.js';
import { useNow } from '../lib/use-now.js';
import { formatDuration } from '../pure/format-time.js';
import { Icon } from '../ui/icon.js';

/** Says how old the figures are while the live connection is broken; of a silent daemon the shell tells (VIEW-55, VIEW-146). */
export function Disconnected() {
  const { state, since } = useStore(live.state);
  const { ok } = useStore(reachable);
  const now = useNow();
  if (state !== 'reconnecting' || !ok) return null;
  return (
    <p className="migration-stale">
      <Icon name="clock" />
      <span>The live connection is broken: these figures are <span className="number">{formatDuration(Math.max(0, Math.floor(now - since / 1000)))}</span> old. The migration does not need this page, which follows again by itself.</span>
    </p>
  );
}
