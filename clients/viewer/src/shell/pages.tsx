import { lazy, Suspense } from 'react';
import { Route, Switch, Link } from 'wouter';
import { Empty } from '../ui/empty.js';
import { PanelBoundary } from '../ui/panel-boundary.js';
import { PageSkeleton } from './page-skeleton.js';

const ExperimentsPage = lazy(async () => ({ default: (await import('../experiments/experiments-page.js')).ExperimentsPage }));
const MigrationPage = lazy(async () => ({ default: (await import('../migration/migration-page.js')).MigrationPage }));
const StoragePage = lazy(async () => ({ default: (await import('../storage/storage-page.js')).StoragePage }));
const RunPage = lazy(async () => ({ default: (await import('../run/run-page.js')).RunPage }));

/** The page that the address names; its code is loaded when it is first shown (VIEW-02). */
export function Pages() {
  return (
    <PanelBoundary>
      <Suspense fallback={<PageSkeleton />}>
        <Switch>
          <Route path="/"><ExperimentsPage /></Route>
          <Route path="/run/:id">{({ id }) => <RunPage key={id} id={id} />}</Route>
          <Route path="/migration"><MigrationPage /></Route>
          <Route path="/storage"><StoragePage /></Route>
          <Route><main id="main" className="page"><Empty icon="question" title="There is no such page"><Link className="button" href="/">All experiments</Link></Empty></main></Route>
        </Switch>
      </Suspense>
    </PanelBoundary>
  );
}
