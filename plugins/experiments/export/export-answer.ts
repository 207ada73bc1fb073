import type { z } from 'zod';
import type { DerivedMetrics } from '../../../daemon/api/derived-metrics.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { Parts } from '../../../daemon/api/route.js';
import { exportTypes, type exportQuery } from '../../../schemas/export.js';
import type { SqlCatalog } from '../catalog/sql-catalog.js';
import { idsUnder } from '../derived/run-groups.js';
import { stagesOf } from '../derived/frame.js';

/** Ids of so many experiments are 4 MB. */
const mostRuns = 100_000;

/** The file of an export, begun when the first part is asked for; unknown ids are refused before. */
export async function exportParts(catalog: SqlCatalog, derived: DerivedMetrics, query: z.output<typeof exportQuery>): Promise<Parts> {
  const experimentIds = await idsOf(catalog, query);
  const { format, metric, stage } = query;
  const [only] = experimentIds.length === 1 ? await catalog.byIds(experimentIds) : [];
  const name = only === undefined ? `runkeep-${experimentIds.length}-experiments` : [only.alias ?? only.run_id, ...(metric?.length === 1 ? metric : [])].map(fileName).join('-');
  const stages = stagesOf(stage);
  const { type, suffix } = exportTypes[format];
  return new Parts(type, (signal) => derived.exported({ experimentIds, format, ...(metric && { names: metric }), ...(stages && { stages }) }, signal), {
    'Content-Disposition': `attachment; filename="${name}.${suffix}"`,
    'X-Accel-Buffering': 'no',
  });
}

async function idsOf(catalog: SqlCatalog, { id, filter, show }: z.output<typeof exportQuery>): Promise<string[]> {
  if ((id === undefined) === (filter === undefined)) throw new RunkeepError('invalid', 'name-experiments', 'An export needs ids or a filter, one of them.', 'Name the ids, or give a filter, not both.');
  if (id === undefined) return idsUnder(catalog, { filter, show }, mostRuns);
  const wanted = [...new Set(id)];
  const known = new Set((await catalog.byIds(wanted)).map((row) => row.id));
  const unknown = wanted.find((one) => !known.has(one));
  if (unknown !== undefined) throw new RunkeepError('not-found', 'no-experiment', `There is no experiment ${unknown.slice(0, 64)}.`, 'List the ids with: runkeep ls');
  return wanted;
}

/** Names of people, in letters, digits, dots and dashes that every file system and header takes. */
function fileName(name: string): string {
  return name.normalize('NFKD').replaceAll(/\p{M}+/gu, '').replaceAll(/[^A-Za-z0-9.-]+/g, '_').replace(/^[._-]+/, '').slice(0, 80) || 'unnamed';
}
