import { z } from 'zod';
import { allOf, quoted } from '../filter-text.js';
import { flag } from '../route.js';
import { nameFilter, projectFilter } from './project-filter.js';

/** What V2 lists may be ordered by, and our columns for it: nothing else of a request comes near a statement. */
const orders = {
  created_at: 'created_at', created_time: 'created_at', updated_at: 'updated_at', started_at: 'started_at', ended_at: 'ended_at', id: 'run_id', name: 'name', project: 'project',
  status: 'status', best_metric_value: 'best_metric_value', best_metric_name: 'best_metric_name', duration_seconds: 'duration_seconds', metric_count: 'metric_count',
} as const;
const orderNames = Object.keys(orders) as [keyof typeof orders, ...(keyof typeof orders)[]];

const text = z.string().max(1000).optional();
const number = z.coerce.number().refine(Number.isFinite, 'is no finite number').optional();
/** Unix seconds, or a date. */
const moment = z.string().max(64).transform((value, context) => {
  const seconds = /^-?\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : Date.parse(value) / 1000;
  if (Number.isFinite(seconds)) return seconds;
  context.addIssue({ code: 'custom', message: 'is neither Unix seconds nor a date' });
  return z.NEVER;
}).optional();
const words = z.union([z.string(), z.array(z.string())]).optional().transform((value) => [value ?? []].flat().flatMap((one) => one.split(',')).map((one) => one.trim()).filter((one) => one !== '')).refine((list) => list.length <= 50, 'names more than 50');

/** `GET /api/v2/experiments` */
export const experimentQuery = z.object({
  project: text, name: text, status: words, tags: words, search: text, created_after: moment, created_before: moment, best_metric_min: number, best_metric_max: number,
  include_deleted: flag, page: z.coerce.number().int().min(1).max(1_000_000).default(1), per_page: z.coerce.number().int().min(1).max(1000).default(50), order_by: z.enum(orderNames).default('created_at'), order_desc: z.stringbool().default(true),
});
export type ExperimentQuery = z.infer<typeof experimentQuery>;

/** The conditions of a V2 query in the filter grammar, all of them. */
export function filterOf(query: ExperimentQuery): string | undefined {
  return allOf([
    ...given(query.project, projectFilter),
    ...given(query.name, nameFilter),
    ...(query.status.length === 0 ? [] : [query.status.map((status) => `(${statusFilter(status)})`).join(' or ')]),
    ...query.tags.map((tag) => `has(${quoted(tag)})`),
    ...given(query.search === '' ? undefined : query.search, quoted),
    ...given(query.created_after, (seconds) => `created_at >= ${seconds}`),
    ...given(query.created_before, (seconds) => `created_at <= ${seconds}`),
    ...given(query.best_metric_min, (value) => `best_metric_value >= ${value}`),
    ...given(query.best_metric_max, (value) => `best_metric_value <= ${value}`),
  ]);
}

/** The sort of a V2 query in our words. */
export function sortOf({ order_by: by, order_desc: isDescending }: ExperimentQuery): string {
  return `${isDescending ? '-' : ''}${orders[by]}`;
}

/** The runs that are shown with this status (`shownStatus`). */
function statusFilter(status: string): string {
  const said = `status = ${quoted(status)}`;
  if (status === 'running' || status === 'stale' || status === 'unknown') return `state = ${status}`;
  return status === 'interrupted' ? `${said} or (status = "running" and state = interrupted)` : said;
}

function given<Value>(value: Value | undefined, condition: (value: Value) => string): string[] {
  return value === undefined ? [] : [condition(value)];
}
