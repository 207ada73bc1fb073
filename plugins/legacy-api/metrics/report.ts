import { Clock } from '../../../daemon/api/clock.js';
import { Metrics, type SeriesOverview } from '../../../daemon/api/metrics.js';
import { Bytes } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { projectOf } from '../runs/run-item.js';
import { shownStatus } from '../runs/run-status.js';
import { plainName } from './csv.js';

/** What is known of a run in one page of Markdown, or that page inside HTML. */
export async function report(scope: Scope, run: Experiment, format: 'markdown' | 'html'): Promise<Bytes> {
  const text = await markdown(scope, run);
  const headers = { 'Content-Disposition': `attachment; filename="${plainName(run.run_id)}_report.${format}"` };
  if (format === 'markdown') return new Bytes('text/markdown; charset=utf-8', Buffer.from(text), headers);
  const page = `<!DOCTYPE html>\n<html>\n<head>\n<meta charset="UTF-8">\n<title>Experiment Report</title>\n</head>\n<body>\n<pre>${escaped(text)}</pre>\n</body>\n</html>\n`;
  return new Bytes('text/html; charset=utf-8', Buffer.from(page), headers);
}

async function markdown(scope: Scope, run: Experiment): Promise<string> {
  const metrics = scope.get(Metrics);
  const { summary } = await scope.get(ExperimentCatalog).detail(run.id);
  const rows = await metrics.overview({ experimentId: run.id, axis: 'step', width: 2 });
  const lasts = new Map((await metrics.series(run.id)).map(({ name, last }) => [name, last]));
  const events = (await metrics.counts(run.id)).reduce((sum, { metricEvents }) => sum + metricEvents, 0);
  return [
    '# Experiment Report', '', `Generated: ${moment(scope.get(Clock).now())}`, '', '## Experiment Information', '', ...facts(run), '',
    '## Run Status', '', ...standing(run), '',
    ...(Object.keys(summary).length === 0 ? [] : ['## Summary Metrics', '', '| Metric | Value |', '|--------|-------|', ...Object.entries(summary).map(([name, value]) => `| ${inTable(name)} | ${inTable(typeof value === 'string' ? value : JSON.stringify(value))} |`), '']),
    '## Metrics Overview', '', `Total events recorded: ${events}`, '',
    '### Metric Statistics', '', '| Metric | Min | Max | Mean | Last |', '|--------|-----|-----|------|------|', ...statistics(rows, lasts), '',
  ].join('\n');
}

function facts(run: Experiment): string[] {
  const { project, name } = projectOf(run);
  const entries = { Project: project, Experiment: name, 'Run ID': run.run_id, Created: moment(run.created_at), Platform: run.platform ?? 'N/A', Python: run.python_version ?? 'N/A' };
  return Object.entries(entries).map(([label, value]) => `- **${label}**: ${value}`);
}

function standing(run: Experiment): string[] {
  const entries = { Status: shownStatus(run), Started: moment(run.started_at), Ended: moment(run.ended_at), Duration: run.duration_seconds === null ? 'N/A' : `${run.duration_seconds.toFixed(2)} seconds` };
  return Object.entries(entries).map(([label, value]) => `- **${label}**: ${value}`);
}

function statistics(rows: readonly SeriesOverview[], lasts: ReadonlyMap<string, number>): string[] {
  const names = [...new Set(rows.map(({ name }) => name))];
  return names.map((name) => {
    const own = rows.filter((row) => row.name === name);
    const over = (pick: (row: SeriesOverview) => Float64Array): number[] => own.flatMap((row) => [...pick(row)].filter((_value, at) => (row.count[at] ?? 0) > 0));
    const count = total(over((row) => row.count));
    const mean = count === 0 ? NaN : total(over((row) => row.sum)) / count;
    const values = [Math.min(...over((row) => row.min)), Math.max(...over((row) => row.max)), mean, lasts.get(name) ?? NaN];
    return `| ${inTable(name)} | ${values.map((value) => (Number.isFinite(value) ? value.toFixed(6) : 'N/A')).join(' | ')} |`;
  });
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function moment(seconds: number | null): string {
  if (seconds === null || Math.abs(seconds) > 8.64e12) return 'N/A';
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function inTable(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/[\r\n]+/g, ' ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
