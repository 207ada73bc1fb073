import { migrationFinding, type MigrationFinding } from '../../../../schemas/migration.js';

/** Which findings the migration page shows; it stands in the address (VIEW-140). Null: all. */
export interface ReportView {
  readonly severity: MigrationFinding['severity'] | null;
  readonly code: string | null;
}

/** Nothing is filtered. */
export const wholeView: ReportView = { severity: null, code: null };

/** Reads the view out of a query string; what is missing or strange filters nothing. */
export function parseReportView(search: string): ReportView {
  const query = new URLSearchParams(search);
  return { severity: migrationFinding.shape.severity.safeParse(query.get('severity')).data ?? null, code: query.get('code') || null };
}

/** The query string of a view; empty when nothing is filtered. */
export function formatReportView({ severity, code }: ReportView): string {
  const query = new URLSearchParams();
  if (severity !== null) query.set('severity', severity);
  if (code !== null) query.set('code', code);
  return query.toString();
}
