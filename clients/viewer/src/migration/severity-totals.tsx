import type { MigrationFinding, MigrationProgress } from '../../../../schemas/migration.js';
import { whole } from '../pure/migration-words.js';
import { Icon } from '../ui/icon.js';
import { severities, severityFaces } from './severities.js';

type Severity = MigrationFinding['severity'];

interface SeverityTotalsProps {
  readonly findings: MigrationProgress['findings'];
  readonly state: MigrationProgress['state'];
  /** The severity that is shown alone. */
  readonly severity: Severity | null;
  readonly onChange: (severity: Severity | null) => void;
}

/** How much was found of each severity; a total shows its findings alone, or all again. */
export function SeverityTotals({ findings, state, severity, onChange }: SeverityTotalsProps) {
  return (
    <div className="severity-totals" role="group" aria-label="Filter by severity">
      {severities.map((one) => {
        const isNone = findings[one] === 0 && severity !== one;
        const isGood = one === 'lost' && findings.lost === 0 && state === 'complete';
        const { icon, word, meaning } = severityFaces[one];
        return (
          <button key={one} type="button" className={`severity-total ${isGood ? 'good' : one}`} aria-pressed={severity === one} disabled={isNone} onClick={() => onChange(severity === one ? null : one)}>
            <b className="number">{whole(findings[one])}</b>
            <span><Icon name={isGood ? 'check' : icon} />{findings[one] === 1 || one !== 'note' ? word : 'Notes'}</span>
            <small>{isGood ? 'nothing was lost' : meaning}</small>
          </button>
        );
      })}
    </div>
  );
}
