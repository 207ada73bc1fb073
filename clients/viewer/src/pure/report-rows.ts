import type { MigratedRun, MigrationFinding, MigrationReport } from '../../../../schemas/migration.js';
import type { ReportView } from './report-view.js';

/** All pages of a report. */
export type WholeReport = Omit<MigrationReport, 'next'>;

/** A line of the list: the head of a run (null: the root as a whole), or a finding below it. */
export type ReportRow =
  | { readonly kind: 'head'; readonly run: MigratedRun | null; readonly count: number }
  | { readonly kind: 'finding'; readonly run: MigratedRun | null; readonly finding: MigrationFinding };

const ranks: Readonly<Record<MigrationFinding['severity'], number>> = { lost: 0, odd: 1, note: 2 };

/** The findings that a view shows, grouped by run, the gravest of each first. */
export function reportRows({ general, runs }: WholeReport, view: ReportView): ReportRow[] {
  return [{ run: null, findings: general }, ...runs.map((run) => ({ run, findings: run.findings }))].flatMap(({ run, findings }) => groupRows(run, findings.filter((one) => shows(view, one))));
}

/** How often each code is found among the findings of a severity, the most frequent first. */
export function codeCounts(report: WholeReport, severity: ReportView['severity']): (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const finding of allFindings(report)) if (shows({ severity, code: null }, finding)) counts.set(finding.code, (counts.get(finding.code) ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left);
}

/** Every finding of a report. */
export function allFindings({ general, runs }: WholeReport): MigrationFinding[] {
  return [...general, ...runs.flatMap(({ findings }) => findings)];
}

function groupRows(run: MigratedRun | null, findings: readonly MigrationFinding[]): ReportRow[] {
  if (findings.length === 0) return [];
  const sorted = [...findings].sort((left, right) => ranks[left.severity] - ranks[right.severity]);
  return [{ kind: 'head', run, count: findings.length }, ...sorted.map((finding) => ({ kind: 'finding' as const, run, finding }))];
}

function shows({ severity, code }: ReportView, finding: MigrationFinding): boolean {
  return (severity === null || finding.severity === severity) && (code === null || finding.code === code);
}
