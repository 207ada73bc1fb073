import type { MigrationFinding } from '../../../../schemas/migration.js';

/** Where a finding lies, short: below the directory of its run, if it lies there; null when it has no path or is the directory itself. */
export function shortPath(path: string | null, runDir: string | null): string | null {
  if (path === null || path === runDir) return null;
  return runDir !== null && runDir !== '' && path.startsWith(`${runDir}/`) ? path.slice(runDir.length + 1) : path;
}

/** The bytes of a finding in words; null when it concerns no bytes. */
export function bytesPlace({ offset, length }: Pick<MigrationFinding, 'offset' | 'length'>): string | null {
  if (offset === null) return null;
  const at = `byte ${offset.toLocaleString('en')}`;
  return length === null ? `at ${at}` : `${length.toLocaleString('en')} ${length === 1 ? 'byte' : 'bytes'} from ${at}`;
}

/** Findings as tab-separated text with a head line, for spreadsheets and shells (VIEW-20). */
export function findingsText(findings: readonly MigrationFinding[]): string {
  const lines = findings.map(({ severity, code, path, offset, length, message, hint }) => [severity, code, path, offset, length, message, hint].map(cell).join('\t'));
  return ['severity\tcode\tpath\toffset\tlength\tmessage\thint', ...lines].join('\n');
}

function cell(value: string | number | null): string {
  return value === null ? '' : String(value).replace(/[\t\n\r]+/g, ' ');
}
