import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import { useNow } from '../lib/use-now.js';
import { formatDuration } from '../pure/format-time.js';
import { Empty } from '../ui/empty.js';

/** No point yet: what is waited for, and in which file (VIEW-71, VIEW-145). */
export function NoMetrics({ run }: { readonly run: ExperimentDetail }) {
  const now = useNow();
  const since = run.started_at ?? run.created_at;
  if (run.state !== 'running' && run.state !== 'stale') return <Empty icon="chart" title="This run logged no metric"><p>Its file <code>{run.run_dir}/events.jsonl</code> holds no metrics event.</p></Empty>;
  return (
    <Empty icon="clock" title="Waiting for the first metric">
      {since !== null && <p>The run began <b className="number">{formatDuration(Math.max(0, Math.floor(now - since)))}</b> ago.</p>}
      <p>The first line of <code>{run.run_dir}/events.jsonl</code> appears here at once.</p>
    </Empty>
  );
}
