import { useMemo } from 'react';
import { codeCounts, type WholeReport } from '../pure/report-rows.js';
import type { ReportView } from '../pure/report-view.js';
import { whole } from '../pure/migration-words.js';

interface CodeChipsProps {
  readonly report: WholeReport;
  readonly view: ReportView;
  readonly onChange: (code: string | null) => void;
}

/** The codes of what was found; a chip shows its findings alone, or all again. */
export function CodeChips({ report, view: { severity, code }, onChange }: CodeChipsProps) {
  const counts = useMemo(() => codeCounts(report, severity), [report, severity]);
  return (
    <div className="facets grow" role="group" aria-label="Filter by code">
      {counts.map(([name, count]) => (
        <button key={name} type="button" className="chip" aria-pressed={name === code} onClick={() => onChange(name === code ? null : name)}>
          <span className="clip">{name}</span><span className="number">{whole(count)}</span>
        </button>
      ))}
    </div>
  );
}
