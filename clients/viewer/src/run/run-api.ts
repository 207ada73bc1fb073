import type { z } from 'zod';
import { experimentDetail, logPart, mediaList, metricList, rejectList, type ExperimentChange, type ExperimentDetail, type LogPart, type MediaItem, type MetricList } from '../../../../schemas/experiments.js';
import { getJson, send } from '../lib/api.js';

const at = (id: string) => `/api/experiments/${encodeURIComponent(id)}`;

/** One experiment with all that its files say. */
export function fetchDetail(id: string, signal: AbortSignal): Promise<ExperimentDetail> {
  return getJson(at(id), experimentDetail, { signal });
}

/** Its series and the state of its event files. */
export function fetchMetrics(id: string, signal?: AbortSignal): Promise<MetricList> {
  return getJson(`${at(id)}/metrics`, metricList, signal === undefined ? {} : { signal });
}

/** Lines that could not be read. */
export function fetchRejects(id: string, signal: AbortSignal): Promise<z.infer<typeof rejectList>> {
  return getJson(`${at(id)}/rejects`, rejectList, { signal });
}

/** Its images and other media. */
export async function fetchMedia(id: string, signal: AbortSignal): Promise<MediaItem[]> {
  return (await getJson(`${at(id)}/media`, mediaList, { signal })).media;
}

/** Whole lines of its log: a byte range, or the last bytes. */
export function fetchLog(id: string, part: { readonly from: number; readonly bytes: number } | { readonly tail: number }): Promise<LogPart> {
  return getJson(`${at(id)}/logs`, logPart, { query: { ...part } });
}

/** Changes alias, tags, notes or archive. */
export async function changeRun(id: string, change: ExperimentChange): Promise<void> {
  await send('PATCH', at(id), { body: change });
}
