import { Skeleton } from '../ui/skeleton.js';

/** The charts before their names are known. */
export function ChartsSkeleton() {
  return <div className="chart-grid" aria-busy="true">{Array.from({ length: 6 }, (_, i) => <div key={i} className="card chart-card"><header><Skeleton width={140} /></header><div className="plot"><div className="waiting"><Skeleton height="100%" /></div></div></div>)}</div>;
}
