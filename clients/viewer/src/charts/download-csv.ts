import { pointList, type MetricList } from '../../../../schemas/experiments.js';
import { getJson } from '../lib/api.js';
import { explain } from '../lib/api-error.js';
import { notify } from '../lib/notices.js';
import { saveText } from '../lib/save-text.js';
import { csvLine } from '../pure/csv.js';

const rowsAtOnce = 20_000;
const head = ['experiment_id', 'timestamp', 'metric_name', 'metric_value', 'step', 'stage'];

/** Saves all points of a metric, not a sample of them, as CSV (VIEW-17). */
export async function downloadCsv(id: string, metric: string, list: MetricList | null): Promise<void> {
  try {
    const rows = Math.max(1, ...(list?.files ?? []).map((file) => file.metric_events));
    const lines = [csvLine(head)];
    for (let from = 0; from < rows; from += rowsAtOnce) {
      const { points } = await getJson(`/api/experiments/${encodeURIComponent(id)}/points`, pointList, { query: { metric, from_row: from, limit: rowsAtOnce } });
      for (const point of points) lines.push(csvLine([point.experiment_id, point.timestamp, point.metric_name, point.metric_value, point.step, point.stage]));
    }
    saveText(`${metric.replace(/[^\p{L}\p{N}._-]+/gu, '_') || 'metric'}.csv`, 'text/csv', `${lines.join('\r\n')}\r\n`);
  } catch (error) {
    const { title, hint } = explain(error);
    notify({ kind: 'failed', title: `${metric} could not be downloaded: ${title}`, detail: hint });
  }
}
