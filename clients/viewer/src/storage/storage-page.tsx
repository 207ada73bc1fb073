import { useEffect } from 'react';
import { useLocation } from 'wouter';
import '../styles/storage.css';
import { useKeys } from '../lib/use-keys.js';
import { useView } from '../lib/use-view.js';
import { formatStorageView, parseStorageView } from '../pure/storage-view.js';
import { Failure } from '../ui/failure.js';
import { PanelBoundary } from '../ui/panel-boundary.js';
import { Skeleton } from '../ui/skeleton.js';
import { NoArtifacts } from './no-artifacts.js';
import { RowsPanel } from './rows-panel.js';
import { TotalsCard } from './totals-card.js';
import { useStorage } from './use-storage.js';

const format = { parse: parseStorageView, format: formatStorageView };

/** What artifacts, experiments and projects take, and what deleting them would free. */
export function StoragePage() {
  const [view, change] = useView(format);
  const storage = useStorage(view);
  const { report, error, refetch } = storage;
  const [, navigate] = useLocation();
  useKeys({ Escape: () => navigate('/') });
  useEffect(() => {
    document.title = 'Storage · Runkeep';
  }, []);
  return (
    <main id="main" className="page storage">
      <header>
        <h1>Storage</h1>
        <p className="quiet">Every content is kept once, however many versions refer to it.</p>
      </header>
      {report === undefined && error === null && <div aria-busy="true"><Skeleton height={186} /><Skeleton height={360} /></div>}
      {error !== null && <Failure error={error} retry={refetch} />}
      {report !== undefined && report.totals.versions === 0 && <NoArtifacts />}
      {report !== undefined && report.totals.versions > 0 && (
        <>
          <PanelBoundary><TotalsCard totals={report.totals} /></PanelBoundary>
          <PanelBoundary><RowsPanel storage={storage} report={report} view={view} onChange={change} /></PanelBoundary>
        </>
      )}
    </main>
  );
}
