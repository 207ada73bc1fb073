import type { MigrationFinding } from '../../../schemas/migration.js';
import { table } from '../table.js';
import type { WholeReport } from './whole-report.js';

const columns = [{ title: 'severity' }, { title: 'found in', most: 70 }, { title: 'at' }, { title: 'what', most: 110 }];

/** The findings as a table, those of no run first. */
export function reportLines({ general, runs }: WholeReport): string[] {
  const findings = [...general.map((one) => rowOf(one, 'the root')), ...runs.flatMap(({ run_dir: dir, findings: found }) => found.map((one) => rowOf(one, dir)))];
  return findings.length === 0 ? [] : [...table(columns, findings), ''];
}

function rowOf({ severity, path, offset, length, message }: MigrationFinding, owner: string): string[] {
  return [severity, path ?? owner, offset === null ? '' : `${offset}+${length ?? 0}`, message];
}
