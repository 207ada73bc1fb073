import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { parseFilter } from '../../../schemas/filter.js';
import type { SqlCatalog } from '../catalog/sql-catalog.js';
import { valueColumn, valuesOf } from '../catalog/values.js';
import type { Show } from '../catalog/plan.js';

export interface RunGroup {
  readonly label: string;
  readonly ids: readonly string[];
}

export interface GroupRequest {
  readonly group_by?: string | undefined;
  readonly filter?: string | undefined;
  readonly show: Show;
}

const mostRuns = 1000;
const mostGroups = 200;
/** Columns of the list by which runs can be grouped as well; `tags` puts a run into a group for each. */
const plainColumns = ['path', 'project', 'name', 'alias', 'status', 'state', 'hostname', 'tags'] as const;
type PlainColumn = (typeof plainColumns)[number];

/** The ids under a filter, in a stable order; more than `most` are refused. */
export async function idsUnder(catalog: SqlCatalog, { filter, show }: Omit<GroupRequest, 'group_by'>, most: number): Promise<string[]> {
  const ids = await catalog.ids({ filter: parseFilter(filter ?? ''), show }, most + 1);
  if (ids.length > most) throw new RunkeepError('invalid', 'too-many-experiments', `more than ${most} experiments are meant`, 'narrow the filter');
  return ids;
}

/** The runs under a filter, put together by what they have in common; runs without it are the group ``, which comes last. */
export async function groupsUnder(catalog: SqlCatalog, database: Database, request: GroupRequest): Promise<RunGroup[]> {
  const ids = await idsUnder(catalog, request, mostRuns);
  if (request.group_by === undefined) return ids.length === 0 ? [] : [{ label: 'all', ids }];
  const labels = await labelsOf(catalog, database, ids, request.group_by);
  const groups = new Map<string, string[]>();
  for (const [id, found] of labels) for (const label of found) groups.set(label, [...(groups.get(label) ?? []), id]);
  if (groups.size > mostGroups) throw new RunkeepError('invalid', 'too-many-groups', `${request.group_by.slice(0, 100)} has ${groups.size} values`, `group by something with at most ${mostGroups}, or narrow the filter`);
  return [...groups].map(([label, members]) => ({ label, ids: members })).sort((a, b) => order(a.label, b.label));
}

async function labelsOf(catalog: SqlCatalog, database: Database, ids: readonly string[], by: string): Promise<[string, string[]][]> {
  const column = plainColumns.find((name) => name === by);
  if (column !== undefined) return (await catalog.byIds(ids)).map((row) => [row.id, textsOf<PlainColumn>(row, column)]);
  const values = await valuesOf(database, ids, [valueColumn(by)]);
  return ids.map((id) => [id, [labelOf(values.get(id)?.[by])]]);
}

function textsOf<Name extends string>(row: Readonly<Record<Name, unknown>>, column: Name): string[] {
  const value = row[column];
  if (!Array.isArray(value)) return [labelOf(value)];
  return value.length === 0 ? [''] : value.map(labelOf);
}

function labelOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Numbers by their size, then texts, nothing last. */
function order(a: string, b: string): number {
  if ((a === '') !== (b === '')) return a === '' ? 1 : -1;
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? (a < b ? -1 : 1) : difference;
}
