import type { Database } from '../../../daemon/api/database.js';
import type { z } from 'zod';
import type { AggregateQuery, AggregateSeries } from '../../../daemon/api/derived-metrics.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { encodeColumns } from '../../../schemas/columns.js';
import { aggregateColumns, type aggregateBody, type AggregateMeta } from '../../../schemas/derived.js';
import { columnsOf, listsOf } from './frame.js';
import { groupsUnder, type RunGroup } from './run-groups.js';
import type { DerivedParts } from './smoothed-answer.js';

export type AggregateParts = Omit<DerivedParts, 'metrics'> & { readonly database: Database };
type Body = z.output<typeof aggregateBody>;

const mostRuns = 1000;

export async function aggregateFrame(parts: AggregateParts, body: Body): Promise<Uint8Array> {
  const { series, ...rest } = await read(parts, body);
  const meta: AggregateMeta = { series: series.map(headOf), ...rest };
  return encodeColumns({ meta, columns: series.flatMap((one) => columnsOf(one, aggregateColumns)) });
}

export async function aggregateJson(parts: AggregateParts, body: Body): Promise<unknown> {
  const { series, ...rest } = await read(parts, body);
  return { series: series.map((one) => ({ ...headOf(one), ...listsOf(one, aggregateColumns) })), ...rest };
}

async function read({ catalog, derived, database, signal }: AggregateParts, body: Body): Promise<{ series: AggregateSeries[] } & Pick<AggregateMeta, 'groups' | 'missing'>> {
  const asked: readonly RunGroup[] = body.groups ?? (await groupsUnder(catalog, database, body));
  const ids = [...new Set(asked.flatMap((group) => group.ids))];
  if (ids.length > mostRuns) throw new RunkeepError('invalid', 'too-many-experiments', `${ids.length} runs are more than the ${mostRuns} that are aggregated at once`, 'ask for fewer groups');
  const known = new Set((await catalog.byIds(ids)).map(({ id }) => id));
  const groups = asked.map(({ label, ids: members }) => ({ label, ids: members.filter((id) => known.has(id)) }));
  const series = groups.length === 0 ? [] : await derived.aggregate(queryOf(groups, body), signal);
  return { series, groups, missing: ids.filter((id) => !known.has(id)) };
}

function queryOf(groups: readonly RunGroup[], { metrics, stages, width, from, to, interpolate }: Body): AggregateQuery {
  return {
    groups: groups.map(({ label, ids }) => ({ label, experimentIds: ids })), names: metrics, width, interpolate,
    ...(stages && { stages }), ...(from !== undefined && { from }), ...(to !== undefined && { to }),
  };
}

function headOf({ label, name, stage, runs, steps, bucketWidth, damagedChunks }: AggregateSeries): AggregateMeta['series'][number] {
  return { label, name, stage, runs, steps, bucket_width: bucketWidth, ...(damagedChunks !== undefined && { damaged_chunks: damagedChunks }) };
}
