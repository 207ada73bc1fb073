import { createHash } from 'node:crypto';
import { z } from 'zod';
import { columnsType, decodeColumns } from '../../schemas/columns.js';
import { experimentDetail, logPart, mediaList, metricList, pointList, pointsMeta, rejectList, type ExperimentDetail, type ExperimentRow, type MetricSeries } from '../../schemas/experiments.js';
import type { TestDaemon } from './daemon.js';
import type { ExpectedRun } from './expected-run.js';

type Points = z.infer<typeof pointList>['points'];

/** What the daemon tells of a run over HTTP, in the words of `expected.json`. */
export async function toldFacts(daemon: TestDaemon, row: ExperimentRow): Promise<object> {
  const path = `/api/experiments/${row.id}`;
  const detail = await daemon.json(experimentDetail, path);
  const metrics = await daemon.json(metricList, `${path}/metrics`);
  const { points } = await daemon.json(pointList, `${path}/points?limit=1000000`);
  const { rejects } = await daemon.json(rejectList, `${path}/rejects`);
  const file = metrics.files.find((one) => one.file === 'events.jsonl');
  return {
    ...catalogOf(row),
    has_ended_at: detail.ended_at !== null,
    environment: detail.environment !== null,
    alias: detail.alias,
    file: file === undefined ? null : { size: file.size, offset: file.offset, lines: file.lines, events: file.events, metrics_events: file.metric_events, glued_lines: file.glued_lines },
    torn_ranges: rejects.map(({ offset, length }) => [offset, length]),
    metrics: metricsOf(metrics.series, points),
    non_numeric: sorted(metrics.non_numeric),
    stages: sorted(await stagesOf(daemon, path)),
    ...(await mediaOf(daemon, path)),
    summary: sorted(detail.summary),
    logs: await logsOf(daemon, path),
    ...assetsOf(detail),
  };
}

/** The same facts as `expected.json` gives them. */
export function expectedFacts(run: ExpectedRun): object {
  const { events } = run;
  const file = { size: events.bytes, offset: events.bytes - events.tail_bytes, lines: events.lines, events: events.events, metrics_events: events.metrics_events, glued_lines: events.glued_lines };
  return {
    dir: run.dir, run_id: run.run_id, layout: run.layout, logical_path: run.logical_path, status: run.status, exit_reason: run.exit_reason,
    deleted: run.deleted, delete_reason: run.delete_reason, original_status: run.original_status,
    has_ended_at: run.has_ended_at,
    environment: run.environment,
    alias: run.meta?.alias ?? null,
    file: events.present ? file : null,
    torn_ranges: events.torn_ranges,
    metrics: byName(run.metrics.map(([name, { first, last, ...rest }]): [string, object] => [name, { ...rest, first: valueOf(first), last: valueOf(last) }])),
    non_numeric: sorted(run.non_numeric),
    stages: sorted(run.stages),
    images: run.images.map(({ key, path, step, caption, file_exists: isThere }) => [path, key, step, caption, isThere]).sort(),
    media_files: run.media_files,
    summary: sorted(worded(run.summary ?? {})),
    logs: { bytes: run.logs?.bytes ?? 0, sha256: run.logs?.sha256 ?? createHash('sha256').digest('hex') },
    artifacts_created: run.artifacts_created,
    artifacts_used: run.artifacts_used,
    assets: run.assets === null ? null : { datasets: run.assets.datasets, pretrained: run.assets.pretrained, outputs: run.assets.outputs },
  };
}

function catalogOf(row: ExperimentRow): object {
  return {
    dir: row.run_dir, run_id: row.run_id, layout: row.layout, logical_path: row.path, status: row.status, exit_reason: row.exit_reason,
    deleted: row.deleted_at !== null, delete_reason: row.delete_reason, original_status: row.original_status,
  };
}

/** Series of one name in all stages together, and what only the points themselves tell. */
function metricsOf(series: readonly MetricSeries[], points: Points): [string, object][] {
  const names = [...new Set(series.map(({ name }) => name))];
  const facts = names.map((name): [string, object] => {
    const own = series.filter((one) => one.name === name);
    const its = points.filter((point) => point.metric_name === name);
    const [first, last] = [its[0], its.at(-1)];
    return [name, {
      points: sum(own.map((one) => one.points)),
      kinds: Object.fromEntries(['float', 'int', 'bool', 'bigint', 'nan', 'pos_inf', 'neg_inf'].flatMap((kind) => kindCount(own, kind))),
      min_step: edge(own.map((one) => one.lowest_step), Math.min),
      max_step: edge(own.map((one) => one.highest_step), Math.max),
      no_step: sum(own.map((one) => one.no_step)),
      distinct_steps: new Set(its.flatMap(({ step }) => (step === null ? [] : [step]))).size,
      first: first === undefined ? null : told(first),
      last: last === undefined ? null : told(last),
    }];
  });
  return byName(facts);
}

function kindCount(series: readonly MetricSeries[], kind: string): [string, number][] {
  const total = sum(series.map((one) => new Map<string, number>(Object.entries(one.kinds)).get(kind) ?? 0));
  return total === 0 ? [] : [[kind, total]];
}

function told({ metric_value: value, kind }: Points[number]): string {
  return `${kind} ${textOf(Number(value))}`;
}

/** `expected.json` gives first and last as they stand in the file. */
function valueOf(text: string): string {
  if (text === 'true' || text === 'false') return `bool ${Number(text === 'true')}`;
  const value = Number(text);
  const isInteger = /^-?\d+$/.test(text);
  return `${isInteger ? (Number.isSafeInteger(value) ? 'int' : 'bigint') : 'float'} ${textOf(value)}`;
}

function textOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Metrics events per stage: the rows of the points as columns, which hold events without a point too. */
async function stagesOf(daemon: TestDaemon, path: string): Promise<Record<string, number>> {
  const response = await fetch(new URL(`${path}/points?limit=1000000`, daemon.url), { headers: { Authorization: `Bearer ${daemon.token}`, Accept: columnsType } });
  const { meta, columns } = decodeColumns(new Uint8Array(await response.arrayBuffer()));
  const { stages } = pointsMeta.parse(meta);
  const counts = new Map<string, number>();
  for (const index of columns[2] ?? []) {
    const stage = stages[index];
    if (stage !== undefined) counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

async function mediaOf(daemon: TestDaemon, path: string): Promise<object> {
  const { media } = await daemon.json(mediaList, `${path}/media`);
  const images = media.filter(({ logged }) => logged).map(({ key, file, step, caption, url }) => [file, key, step, caption, url !== null]);
  return { images: images.sort(), media_files: new Set(media.filter(({ url }) => url !== null).map(({ file }) => file)).size };
}

/** A log that is not there is told as an empty one: it may still come. */
async function logsOf(daemon: TestDaemon, path: string): Promise<object> {
  const { size, text } = await daemon.json(logPart, `${path}/logs?from=0&bytes=8388608`);
  return { bytes: size, sha256: createHash('sha256').update(text).digest('hex') };
}

function assetsOf(detail: ExperimentDetail): object {
  const lists = z.looseObject({ datasets: z.array(z.unknown()), pretrained: z.array(z.unknown()), outputs: z.array(z.unknown()) }).nullable().parse(detail.assets);
  return {
    artifacts_created: detail.artifacts_created.map(artifactName),
    artifacts_used: detail.artifacts_used.map(artifactName),
    assets: lists === null ? null : { datasets: lists.datasets.length, pretrained: lists.pretrained.length, outputs: lists.outputs.length },
  };
}

function artifactName(artifact: unknown): string {
  const { type, name, version } = z.looseObject({ type: z.string(), name: z.string(), version: z.number() }).parse(artifact);
  return `${type}/${name}:v${version}`;
}

/** Where `expected.json` marks the bare tokens with `#`, the daemon says the word. */
function worded(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^#(NaN|Infinity|-Infinity)$/, '$1');
  if (Array.isArray(value)) return value.map(worded);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, worded(inner)])) : value;
}

function sorted(value: unknown): object {
  return Object.fromEntries(Object.entries(value ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function byName(entries: readonly [string, object][]): [string, object][] {
  return entries.toSorted(([left], [right]) => (left < right ? -1 : 1));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function edge(values: readonly (number | null)[], pick: (...values: number[]) => number): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : pick(...known);
}
