import { live } from '../lib/live.js';
import { reachable } from '../lib/reachable.js';
import { useStore } from '../lib/store.js';
import { useNow } from '../lib/use-now.js';
import { formatDuration } from '../pure/format-time.js';

/** Live, reconnecting or offline, and how old the data is (VIEW-55). */
export function ConnectionState() {
  const socket = useStore(live.state);
  const { ok } = useStore(reachable);
  const now = useNow();
  if (socket.state === 'live') return <Shown kind="live" text="Live" title="Changes are pushed as they happen." />;
  if (socket.state === 'connecting') return <Shown kind="reconnecting" text="Connecting" title="The live connection is being made." />;
  const age = formatDuration(Math.max(0, Math.floor(now - socket.since / 1000)));
  if (!ok) return <Shown kind="offline" text={`Offline · ${age}`} title="The daemon does not answer; what you see is as old as this." />;
  return <Shown kind="reconnecting" text={`Reconnecting · ${age}`} title="The live connection broke; what you see is as old as this." />;
}

function Shown({ kind, text, title }: { readonly kind: string; readonly text: string; readonly title: string }) {
  return <span className={`connection ${kind}`} title={title}><i /><span className="number">{text}</span></span>;
}
