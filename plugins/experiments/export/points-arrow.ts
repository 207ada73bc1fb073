import type { DerivedMetrics } from '../../../daemon/api/derived-metrics.js';
import { Parts } from '../../../daemon/api/route.js';
import { arrowType } from '../../../schemas/export.js';
import { stagesOf } from '../derived/frame.js';
import type { PointRequest } from '../metrics/points-answer.js';

/** The rows that were asked for as an Arrow stream, with the columns of an export. */
export function pointsArrow(derived: DerivedMetrics, { id, metric, stage, from_row: from, limit, file }: PointRequest): Parts {
  const stages = stagesOf(stage);
  const query = { experimentIds: [id], format: 'arrow', rows: { from, to: from + limit }, ...(metric && { names: metric }), ...(stages && { stages }), ...(file !== undefined && { file }) } as const;
  return new Parts(arrowType, (signal) => derived.exported(query, signal));
}
