import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Experiment, ExperimentRow } from '../../../../schemas/experiments.js';
import { useNow } from '../lib/use-now.js';
import { runColour } from '../pure/colour.js';
import { formatCount } from '../pure/format-number.js';
import { formatDuration } from '../pure/format-time.js';
import { runTitle } from '../pure/run-title.js';
import { Moment } from '../ui/moment.js';
import { NumberText } from '../ui/number-text.js';
import { StateBadge } from '../ui/state-badge.js';
import { SparklineCell } from './sparkline-cell.js';

const cells = new Map<string, (run: ExperimentRow) => ReactNode>([
  ['state', (run) => <StateBadge state={run.state} status={run.status} reason={run.exit_reason} />],
  ['name', (run) => <NameCell run={run} />],
  ['best', (run) => <BestCell run={run} />],
  ['spark', (run) => <SparklineCell run={run} />],
  ['duration', (run) => <DurationText run={run} />],
  ['started', (run) => <Moment at={run.started_at ?? run.created_at} />],
  ['tags', (run) => <TagsCell tags={run.tags} />],
  ['ended', (run) => <Moment at={run.ended_at} />],
  ['updated', (run) => <Moment at={run.updated_at} />],
  ['points', (run) => <CountText count={run.point_count} />],
  ['metrics', (run) => <CountText count={run.metric_count} />],
  ['rejects', (run) => <CountText count={run.reject_count} />],
  ['sessions', (run) => <CountText count={run.session_count} />],
  ['host', (run) => <span className="clip" title={run.hostname ?? ''}>{run.hostname ?? '–'}</span>],
  ['run_id', (run) => <code className="clip" title={run.run_id}>{run.run_id}</code>],
  ['notes', (run) => <span className="clip" title={run.notes}>{run.notes}</span>],
]);

/** What stands in a column for a run. */
export function cellOf(columnId: string, run: ExperimentRow): ReactNode {
  const cell = cells.get(columnId);
  return cell === undefined ? <ValueCell value={valueOf(run, columnId)} /> : cell(run);
}

/** How long a run took, or has been running by now. */
export function DurationText({ run }: { readonly run: Experiment }) {
  if (run.state === 'running' && run.started_at !== null) return <RunningFor since={run.started_at} />;
  return <span className="number">{run.duration_seconds === null ? '–' : formatDuration(run.duration_seconds)}</span>;
}

function RunningFor({ since }: { readonly since: number }) {
  const now = useNow();
  return <span className="number">{formatDuration(Math.max(0, Math.floor(now - since)))}</span>;
}

function NameCell({ run }: { readonly run: ExperimentRow }) {
  const title = runTitle(run);
  const below = [run.path, title === run.run_id ? '' : run.run_id].filter((part) => part !== '').join(' · ');
  return (
    <>
      <span className="swatch" style={{ background: `var(--line-${runColour(run.id)})` }} />
      <span className="run-name">
        <Link className="clip" href={`/run/${encodeURIComponent(run.id)}`} title={title}>{title}</Link>
        <small className="clip" title={run.run_dir}>{below}</small>
      </span>
    </>
  );
}

function BestCell({ run: { best_metric: best } }: { readonly run: ExperimentRow }) {
  if (best === null) return <span className="quiet">–</span>;
  const step = best.step === null ? '' : ` at step ${best.step}`;
  return (
    <span className="best" title={`${best.mode === 'max' ? 'Highest' : 'Lowest'} ${best.name}: ${best.value}${step}`}>
      <NumberText value={Number(best.value)} />
      <small className="clip">{best.name}</small>
    </span>
  );
}

function TagsCell({ tags }: { readonly tags: readonly string[] }) {
  return <>{tags.map((tag) => <span key={tag} className="tag" title={tag}><span className="clip">{tag}</span></span>)}</>;
}

function CountText({ count }: { readonly count: number }) {
  return <span className="number" title={String(count)}>{formatCount(count)}</span>;
}

function ValueCell({ value }: { readonly value: unknown }) {
  if (typeof value === 'number') return <NumberText value={value} />;
  const text = value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
  return <span className="clip" title={text}>{text}</span>;
}

/** User keys never index plain objects (SEC-35). */
function valueOf(run: ExperimentRow, columnId: string): unknown {
  return run.values !== undefined && Object.hasOwn(run.values, columnId) ? run.values[columnId] : undefined;
}
