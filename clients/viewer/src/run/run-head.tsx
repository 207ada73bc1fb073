import { Link, useLocation } from 'wouter';
import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import { archive, remove, restore } from '../experiments/bulk-actions.js';
import { DurationText } from '../experiments/cells.js';
import { useNow } from '../lib/use-now.js';
import { formatCount } from '../pure/format-number.js';
import { formatAge } from '../pure/format-time.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
import { Moment } from '../ui/moment.js';
import { NumberText } from '../ui/number-text.js';
import { Popover } from '../ui/popover.js';
import { StateBadge } from '../ui/state-badge.js';
import { AliasEditor } from './alias-editor.js';
import { TagsEditor } from './tags-editor.js';

interface RunHeadProps {
  readonly run: ExperimentDetail;
  readonly onChanged: () => void;
}

/** What a run is, how it stands, and what can be done with it. */
export function RunHead({ run, onChanged }: RunHeadProps) {
  return (
    <header className="run-head">
      <nav className="crumbs" aria-label="Place"><Link href="/">Experiments</Link><span>/</span><span className="clip" title={run.run_dir}>{run.path || '(root)'}</span><CopyButton label="Copy the run directory" text={() => run.run_dir} /></nav>
      <div className="run-title">
        <AliasEditor run={run} onChanged={onChanged} />
        <StateBadge state={run.state} status={run.status} reason={run.exit_reason} />
        {run.archived && <span className="state other"><Icon name="archive" />Archived</span>}
        {run.deleted_at !== null && <span className="state recycled"><Icon name="trash" />In the recycle bin</span>}
        <span className="grow" />
        <Actions run={run} onChanged={onChanged} />
      </div>
      <Facts run={run} />
      <TagsEditor run={run} onChanged={onChanged} />
    </header>
  );
}

function Facts({ run }: { readonly run: ExperimentDetail }) {
  return (
    <div className="facts">
      <span title="Duration"><Icon name="clock" /><DurationText run={run} /></span>
      <span title="Started"><Icon name="play" /><Moment at={run.started_at ?? run.created_at} /></span>
      {run.hostname !== null && <span title="Host and process"><Icon name="host" />{run.hostname}{run.pid !== null && <span className="number quiet">pid {run.pid}</span>}</span>}
      <span title="Points of all metrics"><Icon name="chart" /><span className="number">{formatCount(run.point_count)} points, {run.metric_count} {run.metric_count === 1 ? 'metric' : 'metrics'}</span></span>
      {run.best_metric !== null && <span title={`${run.best_metric.mode === 'max' ? 'Highest' : 'Lowest'} value`}><Icon name={run.best_metric.mode === 'max' ? 'arrowUp' : 'arrowDown'} />{run.best_metric.name}&nbsp;<b><NumberText value={Number(run.best_metric.value)} /></b></span>}
      {run.reject_count > 0 && <span className="badge" title="Lines that could not be read; see Overview"><Icon name="alert" />{run.reject_count} rejected</span>}
      {run.state === 'running' && <Heartbeat at={Math.max(run.heartbeat_at ?? 0, run.updated_at)} />}
    </div>
  );
}

function Heartbeat({ at }: { readonly at: number }) {
  const now = useNow();
  return <span title="Last sign of life"><Icon name="wave" /><span className="number">{formatAge(Math.max(0, now - at))}</span></span>;
}

function Actions({ run, onChanged }: RunHeadProps) {
  const [, navigate] = useLocation();
  const after = async (work: Promise<boolean>, isGone: boolean) => {
    if (!(await work)) return;
    if (isGone) navigate('/');
    else onChanged();
  };
  const isDeleted = run.deleted_at !== null;
  return (
    <Popover icon="list" label="Actions">
      {(close) => {
        const act = (work: Promise<boolean>, isGone = false) => {
          close();
          void after(work, isGone);
        };
        return (
          <>
            {!isDeleted && <button type="button" className="menu-item" onClick={() => act(archive([run.id], !run.archived))}><Icon name="archive" />{run.archived ? 'Take out of the archive' : 'Archive'}</button>}
            {isDeleted
              ? <button type="button" className="menu-item" onClick={() => act(restore([run.id]))}><Icon name="restore" />Restore</button>
              : <button type="button" className="menu-item danger" onClick={() => act(remove([run.id]), true)}><Icon name="trash" />Move to the recycle bin</button>}
          </>
        );
      }}
    </Popover>
  );
}
