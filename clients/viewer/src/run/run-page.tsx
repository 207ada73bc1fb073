import { lazy, Suspense, useEffect, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import '../styles/run.css';
import { RunFeed } from '../charts/run-feed.js';
import { ApiError } from '../lib/api-error.js';
import { useKeys } from '../lib/use-keys.js';
import { useView } from '../lib/use-view.js';
import { runTitle } from '../pure/run-title.js';
import { formatRunView, parseRunView } from '../pure/run-view.js';
import { PageSkeleton } from '../shell/page-skeleton.js';
import { Empty } from '../ui/empty.js';
import { Failure } from '../ui/failure.js';
import { PanelBoundary } from '../ui/panel-boundary.js';
import { Skeleton } from '../ui/skeleton.js';
import { RunHead } from './run-head.js';
import { RunTabs } from './run-tabs.js';
import { useRun } from './use-run.js';

const ChartsTab = lazy(async () => ({ default: (await import('../charts/charts-tab.js')).ChartsTab }));
const LogsTab = lazy(async () => ({ default: (await import('../logs/logs-tab.js')).LogsTab }));
const ImagesTab = lazy(async () => ({ default: (await import('../images/images-tab.js')).ImagesTab }));
const OverviewTab = lazy(async () => ({ default: (await import('./overview-tab.js')).OverviewTab }));

const format = { parse: parseRunView, format: formatRunView };

/** One experiment: head and tabs. */
export function RunPage({ id }: { readonly id: string }) {
  const [view, change] = useView(format);
  const [, navigate] = useLocation();
  const { run, error, refetch } = useRun(id);
  const feed = useMemo(() => new RunFeed(id), [id]);
  const title = run === null ? 'Run' : runTitle(run);
  const begin = run === null ? null : (run.sessions[0]?.started_at ?? run.started_at ?? run.created_at ?? 0);
  if (begin !== null) feed.begin = begin;
  useEffect(() => feed.start(), [feed]);
  useEffect(() => {
    document.title = `${title} · Runkeep`;
  }, [title]);
  useKeys({ Escape: () => navigate('/') });

  if (run === null) return <main id="main" className="page">{error === null ? <PageSkeleton /> : isMissing(error) ? <Missing /> : <Failure error={error} retry={refetch} />}</main>;
  return (
    <main id="main" className="page">
      <PanelBoundary><RunHead run={run} onChanged={refetch} /></PanelBoundary>
      <RunTabs tab={view.tab} onChange={(tab) => change({ tab })} />
      <div id="tab-panel" role="tabpanel" aria-label={view.tab}>
        <PanelBoundary key={view.tab}>
          <Suspense fallback={<Skeleton height="50vh" />}>
            {view.tab === 'charts' && <ChartsTab run={run} feed={feed} view={view} change={change} />}
            {view.tab === 'logs' && <LogsTab run={run} />}
            {view.tab === 'images' && <ImagesTab run={run} />}
            {view.tab === 'overview' && <OverviewTab run={run} feed={feed} onChanged={refetch} />}
          </Suspense>
        </PanelBoundary>
      </div>
    </main>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 404;
}

function Missing() {
  return <Empty icon="question" title="There is no such run"><p>Its directory may have been moved or removed for good.</p><Link className="button primary" href="/">All experiments</Link></Empty>;
}
