import { getColumns } from '../lib/api.js';
import { pointsFrame, type PointsFrame } from '../pure/points-frame.js';

const rowsAtOnce = 200_000;

/** All points of a metric, in file order. */
export async function fetchPoints(id: string, metric: string, rows: number): Promise<readonly PointsFrame[]> {
  const frames: PointsFrame[] = [];
  for (let from = 0; from === 0 || from < rows; from += rowsAtOnce) {
    frames.push(pointsFrame(await getColumns(`/api/experiments/${encodeURIComponent(id)}/points`, { query: { metric, from_row: from, limit: rowsAtOnce } })));
  }
  return frames;
}
