import { useEffect } from 'react';
import { useLocation } from 'wouter';
import '../styles/migration.css';
import '../styles/findings.css';
import { useKeys } from '../lib/use-keys.js';
import { Failure } from '../ui/failure.js';
import { PanelBoundary } from '../ui/panel-boundary.js';
import { Skeleton } from '../ui/skeleton.js';
import { MigrationHead } from './migration-head.js';
import { NoMigration } from './no-migration.js';
import { ProgressPanel } from './progress-panel.js';
import { ReportPanel } from './report-panel.js';
import { useMigration } from './use-migration.js';

/** The migration of a Runicorn root: how far it is, and what it found. */
export function MigrationPage() {
  const { data, error, refetch } = useMigration();
  const [, navigate] = useLocation();
  useKeys({ Escape: () => navigate('/') });
  useEffect(() => {
    document.title = 'Migration · Runkeep';
  }, []);
  return (
    <main id="main" className="page migration">
      {data === undefined && error === null && <div aria-busy="true"><h1 className="sr-only">Migration</h1><Skeleton height={36} width="40%" /><Skeleton height={220} /></div>}
      {data === undefined && error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data?.state === 'unneeded' && <NoMigration />}
      {data !== undefined && data.state !== 'unneeded' && (
        <>
          <MigrationHead progress={data} />
          <PanelBoundary><ProgressPanel progress={data} /></PanelBoundary>
          <PanelBoundary><ReportPanel progress={data} /></PanelBoundary>
        </>
      )}
    </main>
  );
}
