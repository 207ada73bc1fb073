import { useEffect, useMemo } from 'react';
import type { Experiment } from '../../../../schemas/experiments.js';
import { useStore } from '../lib/store.js';
import { runColour } from '../pure/colour.js';
import { sparkPath } from '../pure/spark-path.js';
import { Skeleton } from '../ui/skeleton.js';
import { sparklines } from './sparkline-loader.js';

/** The curve of the primary metric; fetched only while the row is on the screen (VIEW-65). */
export function SparklineCell({ run }: { readonly run: Experiment }) {
  useEffect(() => (run.point_count > 0 ? sparklines.want(run.id) : undefined), [run.id, run.point_count]);
  const line = useStore(useMemo(() => sparklines.line(run.id), [run.id]));
  const path = useMemo(() => (line === null || line === undefined ? '' : sparkPath(line.values, 120, 28)), [line]);
  if (run.point_count === 0 || line === null || (line !== undefined && path === '')) return <span className="quiet">–</span>;
  if (line === undefined) return <Skeleton width={120} height={2} />;
  return (
    <svg className="spark" viewBox="0 0 120 28" preserveAspectRatio="none" role="img" aria-label={`Curve of ${line.name}`}>
      <title>{line.name}</title>
      <path d={path} style={{ stroke: `var(--line-${runColour(run.id)})` }} />
    </svg>
  );
}
