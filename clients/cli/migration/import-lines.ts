import type { ImportReport, ImportTally } from '../../../schemas/import.js';
import { spokenBytes } from '../bytes.js';
import { table } from '../table.js';

const columns = [{ title: 'severity' }, { title: 'path', most: 70 }, { title: 'what', most: 140 }];

/** How an import ended, in words: what did not come in first, the sums last. */
export function importLines(report: ImportReport): string[] {
  const { state, source, dry_run: isDry, runs, others, files, bytes, failure, told, findings } = report;
  if (state === 'none') return ['nothing was imported yet'];
  const rows = told.map(({ severity, path, message }) => [severity, path ?? '', message]);
  const more = findings.lost + findings.odd + findings.note - told.length;
  return [
    ...(rows.length === 0 ? [] : [...table(columns, rows), '']),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(failure === null ? [] : [`the import did not end: ${failure}`]),
    `${isDry ? 'would come' : 'came'} from ${source ?? ''}: ${files.of} files, ${spokenBytes(bytes.of)} looked at`,
    `runs: ${tallied(runs)}`,
    `others: ${tallied(others)}`,
  ];
}

function tallied({ of, copied, equal, conflicts, failed }: ImportTally): string {
  return `${copied} copied, ${equal} there already, ${conflicts} in conflict, ${failed} failed, of ${of}`;
}
