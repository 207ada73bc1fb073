import { Skeleton } from '../ui/skeleton.js';

/** The outline of a page whose code is on its way. */
export function PageSkeleton() {
  return <main className="page" aria-busy="true"><Skeleton height={36} /><Skeleton height={28} width="60%" /><Skeleton height="60vh" /></main>;
}
