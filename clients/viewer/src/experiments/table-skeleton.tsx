import { Skeleton } from '../ui/skeleton.js';

const widths = [82, 64, 91, 70, 58, 86, 75, 66, 80, 61];

/** The table before its rows are there, in its size. */
export function TableSkeleton() {
  return (
    <div aria-busy="true" aria-label="The runs are being fetched">
      {widths.map((width, i) => (
        <div key={i} className="row" style={{ height: 48, padding: '0 16px', gap: 24 }}><Skeleton width={84} height={20} /><Skeleton width={`${width * 0.4}%`} /><span className="grow" /><Skeleton width={90} /><Skeleton width={120} /></div>
      ))}
    </div>
  );
}
