import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { MetricList } from '../../../../schemas/experiments.js';
import type { XAxis } from '../pure/run-view.js';
import { seamSteps } from '../pure/seam-steps.js';
import { fetchPoints } from './points-request.js';

const none: readonly number[] = [];
/** Points of the series whose rows tell the steps: more would take longer than the seams are worth. */
const mostPoints = 100_000;

/** Where the run was opened again, on the axis shown (VIEW-73). Steps know no time, so the rows of one small series tell. */
export function useSeams(id: string, list: MetricList | null, x: XAxis, begin: number): readonly number[] {
  const seams = list?.seams ?? none;
  const witness = useMemo(() => list?.series.filter(({ points }) => points <= mostPoints).sort((a, b) => b.points - a.points)[0]?.name, [list]);
  const { data } = useQuery({
    queryKey: ['run', id, 'seams', seams.length, witness],
    queryFn: async () => {
      const frames = witness === undefined ? [] : await fetchPoints(id, witness, Math.max(0, ...(list?.files ?? []).map((file) => file.metric_events)));
      return frames.flatMap(({ ts, step }) => seamSteps(seams, ts, step));
    },
    enabled: x === 'step' && seams.length > 0,
  });
  return useMemo(() => {
    if (x === 'step') return data ?? none;
    return x === 'time' ? seams : seams.map((seam) => seam - begin);
  }, [x, seams, data, begin]);
}
