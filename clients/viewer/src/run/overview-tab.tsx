import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import type { RunFeed } from '../charts/run-feed.js';
import { useStore } from '../lib/store.js';
import { DamagePanel, FilesPanel, NonNumericPanel, RejectsPanel } from './health-panel.js';
import { NotesPanel } from './notes-panel.js';
import { Pairs } from './pairs.js';
import { SessionsPanel } from './sessions-panel.js';

interface OverviewTabProps {
  readonly run: ExperimentDetail;
  readonly feed: RunFeed;
  readonly onChanged: () => void;
}

/** All that the run's files say beside curves, logs and images. */
export function OverviewTab({ run, feed, onChanged }: OverviewTabProps) {
  const list = useStore(feed.list);
  return (
    <div className="overview">
      <DamagePanel run={run} />
      <Pairs title="Parameters" value={run.params} nothing="The run wrote no parameters." />
      <Pairs title="Summary" value={run.summary} nothing="The run wrote no summary." />
      <NotesPanel run={run} onChanged={onChanged} />
      <Pairs title="About" value={about(run)} nothing="" />
      <SessionsPanel run={run} />
      <RejectsPanel run={run} />
      {list !== null && <FilesPanel list={list} />}
      {list !== null && <NonNumericPanel list={list} />}
      <Pairs title="Environment" value={run.environment} nothing="The run recorded no environment." />
      {run.assets !== null && <Pairs title="Assets" value={run.assets} nothing="Nothing was recorded." />}
      {run.artifacts_created.length > 0 && <Pairs title="Artifacts created" value={run.artifacts_created} nothing="" />}
      {run.artifacts_used.length > 0 && <Pairs title="Artifacts used" value={run.artifacts_used} nothing="" />}
    </div>
  );
}

function about(run: ExperimentDetail): unknown {
  const facts = {
    id: run.id, 'run id': run.run_id, directory: run.run_dir, path: run.path, project: run.project, name: run.name, layout: run.layout,
    status: run.status, 'exit reason': run.exit_reason, host: run.hostname, process: run.pid, python: run.python_version, platform: run.platform,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== null && fact !== ''));
}
