import type { PoolReport } from '../../schemas/dedup-checks.js';
import type { FsckFinding, FsckReport } from '../../schemas/upkeep.js';
import { spokenBytes } from './bytes.js';
import { table } from './table.js';

/** What a check of the database found, for people. */
export function tellDatabase(report: FsckReport): string[] {
  return [...(report.total === 0 ? [] : findingsTable(report.findings)), ...summary(report)];
}

/** What a check of the pool found, for people. */
export function tellPool({ state, full, findings, total, left, progress }: PoolReport): string[] {
  if (state === 'never') return ['no check of the pool has run yet'];
  const read = `${progress.objects} objects of the pool ${full ? `read, ${spokenBytes(progress.bytes)}` : 'compared with their rows; --full reads every byte'}`;
  if (total === 0) return [`clean: ${read}`];
  const rows = findings.map(({ code, digest, path, versions, message, repaired_from }) => [code, digest?.slice(0, 12) ?? path ?? '-', versions.join(' ') || '-', message, repaired_from ?? 'not repaired']);
  const more = total > findings.length ? `, the first ${findings.length} of them above` : '';
  return [...table(['what', 'object', 'versions', 'found', 'repaired from'].map((title) => ({ title, most: 80 })), rows), `${total} findings${more}, ${left} of them not repaired: ${read}`];
}

function findingsTable(findings: readonly FsckFinding[]): string[] {
  const rows = findings.map(({ code, experiment_id, file, series, block, message, hint }) => [
    code, experiment_id?.slice(0, 8) ?? '-', file ?? '-', series === null ? '-' : series.stage === null ? series.name : `${series.name} (${series.stage})`, block === null ? '-' : String(block), message, hint,
  ]);
  return table(['what', 'id', 'file', 'series', 'block', 'found', 'hint'].map((title) => ({ title, most: 80 })), rows);
}

function summary({ state, total, findings, progress, repaired }: FsckReport): string[] {
  const read = `${progress.streams} event files, ${progress.points} points, ${spokenBytes(progress.bytes)}`;
  const mended = repaired.length === 0 ? [] : [`read anew: ${repaired.map((id) => id.slice(0, 8)).join(', ')}`];
  if (state === 'never') return ['no check has run yet'];
  if (total === 0) return [...mended, `clean: ${read}`];
  return [...mended, `${total} findings${total > findings.length ? `, the first ${findings.length} of them above` : ''}: ${read}`];
}
