import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useView } from '../lib/use-view.js';
import { MigrationBanner } from '../migration/migration-banner.js';
import { formatTableView, parseTableView } from '../pure/table-view.js';
import { Failure } from '../ui/failure.js';
import { PanelBoundary } from '../ui/panel-boundary.js';
import { BulkBar } from './bulk-bar.js';
import { fetchFacets } from './experiments-api.js';
import { ExperimentsTable } from './experiments-table.js';
import { refusalOf } from './filter-check.js';
import { NoRows } from './no-rows.js';
import { TableFoot } from './table-foot.js';
import { TableSkeleton } from './table-skeleton.js';
import { TableToolbar } from './table-toolbar.js';
import { useCatalogRefresh } from './use-catalog-refresh.js';
import { useExperiments } from './use-experiments.js';
import { useRowKeys } from './use-row-keys.js';
import { useSelection } from './use-selection.js';
import { isKeyed } from '../pure/table-columns.js';

const format = { parse: parseTableView, format: formatTableView };

/** All experiments of the root: a live table with filter, facets, columns and bulk actions. */
export function ExperimentsPage() {
  const [view, change] = useView(format);
  const [, navigate] = useLocation();
  const list = useExperiments(view);
  const facets = useQuery({ queryKey: ['facets', view.filter, view.show], queryFn: ({ signal }) => fetchFacets(view.filter, view.show, signal), placeholderData: (before) => before }).data;
  const everything = useQuery({ queryKey: ['facets', '', view.show], queryFn: ({ signal }) => fetchFacets('', view.show, signal) }).data;
  const selection = useSelection();
  const [isTop, setTop] = useState(true);
  const refusal = useMemo(() => refusalOf(list.error), [list.error]);
  const ids = useMemo(() => list.rows.map(({ id }) => id), [list.rows]);
  const ticked = useMemo(() => list.rows.filter(({ id }) => selection.ids.has(id)), [list.rows, selection.ids]);
  const tickedIds = useMemo(() => new Set(ticked.map(({ id }) => id)), [ticked]);
  useCatalogRefresh(view.filter !== '' || view.columns.some(isKeyed) ? ['facets', 'experiments'] : ['facets']);
  useEffect(() => {
    document.title = 'Experiments · Runkeep';
  }, []);

  const { arrived, refetch } = list;
  useEffect(() => {
    if (arrived > 0 && isTop) refetch();
  }, [arrived, isTop, refetch]);

  const open = useCallback((id: string) => navigate(`/run/${encodeURIComponent(id)}`), [navigate]);
  const { toggle } = selection;
  const actions = useMemo(() => ({
    tick: (id: string, range: boolean) => toggle(id, ids, range),
    open: (id: string, event: { readonly metaKey: boolean; readonly ctrlKey: boolean; readonly shiftKey: boolean }) => {
      if (event.shiftKey || event.metaKey || event.ctrlKey) toggle(id, ids, event.shiftKey);
      else open(id);
    },
  }), [toggle, ids, open]);
  const current = useRowKeys({
    ids, open, tick: (id) => toggle(id, ids),
    back: () => {
      const had = selection.ids.size > 0;
      selection.set([]);
      return had;
    },
  });

  return (
    <main id="main" className="page fixed">
      <h1 className="sr-only">Experiments</h1>
      <MigrationBanner />
      <TableToolbar view={view} change={change} facets={facets} everything={everything} refusal={refusal} />
      {ticked.length > 0 && <BulkBar rows={ticked} show={view.show} onDone={() => selection.set([])} />}
      <div className="card table-card">
        <PanelBoundary>
          {list.isLoading ? <TableSkeleton /> : list.error !== null && refusal === null ? <Failure error={list.error} retry={refetch} /> : null}
          {!list.isLoading && list.rows.length === 0 && (list.error === null || refusal !== null) && <div className="table-scroll"><NoRows view={view} hidden={everything?.total} onClear={() => change({ filter: '' })} /></div>}
          {list.rows.length > 0 && (
            <ExperimentsTable
              rows={list.rows} total={list.total} columns={view.columns} sort={view.sort} ticked={tickedIds} current={current} actions={actions}
              onSort={(sort) => change({ sort })} onTickAll={() => selection.set(ticked.length === ids.length ? [] : ids)} onEnd={list.more} onTop={setTop}
            />
          )}
          {arrived > 0 && !isTop && <button type="button" className="button primary arrivals" onClick={refetch}>{arrived === 1 ? '1 new run' : `${arrived} new runs`}: show</button>}
        </PanelBoundary>
        <TableFoot shown={list.rows.length} total={list.total} isLeast={list.isLeast} isOld={list.isOld} arrived={arrived} />
      </div>
    </main>
  );
}
