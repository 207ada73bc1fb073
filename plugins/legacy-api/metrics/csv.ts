import { Clock } from '../../../daemon/api/clock.js';
import { Metrics } from '../../../daemon/api/metrics.js';
import type { Parts } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { streamedText } from '../json-stream.js';
import { projectOf } from '../runs/run-item.js';
import { eventWindows, type EventWindow } from './event-windows.js';

/** Every metrics event of a run as a line: no event is merged with another, and numbers keep all their digits. */
export async function csvOf(scope: Scope, run: Experiment): Promise<Parts> {
  const metrics = scope.get(Metrics);
  const names = [...new Set((await metrics.series(run.id)).map(({ name }) => name))].sort();
  return streamedText(async function* () {
    yield head(run, scope.get(Clock).now()) + ['global_step', 'time', 'stage', ...names].map(cell).join(',') + '\r\n';
    for await (const window of eventWindows(metrics, run.id)) yield linesOf(window, names);
  }, 'text/csv; charset=utf-8', { 'Content-Disposition': `attachment; filename="${plainName(run.run_id)}_metrics.csv"` });
}

/** A file name that every header takes. */
export function plainName(text: string): string {
  return text.replaceAll(/[^\w.-]+/g, '_').slice(0, 100);
}

function head(run: Experiment, now: number): string {
  const { project, name } = projectOf(run);
  const lines = [`Runkeep Export - ${new Date(now * 1000).toISOString()}`, `Project: ${project}`, `Experiment: ${name}`, `Run ID: ${run.run_id}`, ''];
  return lines.map((line) => `# ${line.replaceAll(/[\r\n]/g, ' ')}`.trimEnd() + '\n').join('');
}

function linesOf({ from, rows, series }: EventWindow, names: readonly string[]): string {
  const columns = new Map(names.map((name, at) => [name, at + 3]));
  const events: (string[] | undefined)[] = new Array<undefined>(rows).fill(undefined);
  for (const { name, stage, row, step, ts, value } of series) {
    for (let at = 0; at < row.length; at++) {
      const place = (row[at] ?? 0) - from;
      const event = (events[place] ??= eventOf(step[at] ?? NaN, ts[at] ?? NaN, stage, names.length));
      event[columns.get(name) ?? 0] = String(value[at]);
    }
  }
  return events.map((event) => (event === undefined ? '' : `${event.join(',')}\r\n`)).join('');
}

function eventOf(step: number, ts: number, stage: string | null, names: number): string[] {
  return [Number.isNaN(step) ? '' : String(step), String(ts), stage === null ? '' : cell(stage), ...new Array<string>(names).fill('')];
}

/** RFC 4180; what a spreadsheet would take for a formula is quoted, and stays as it is. */
function cell(text: string): string {
  return /[",\r\n]|^[=+@\t-]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
