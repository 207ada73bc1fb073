import type { MigrationFinding } from '../../../../schemas/migration.js';
import type { IconName } from '../ui/icon.js';

type Severity = MigrationFinding['severity'];

/** The face of a severity: never colour alone. */
export interface SeverityFace {
  readonly icon: IconName;
  readonly word: string;
  readonly meaning: string;
}

/** From the gravest on. */
export const severities: readonly Severity[] = ['lost', 'odd', 'note'];

export const severityFaces: Readonly<Record<Severity, SeverityFace>> = {
  lost: { icon: 'close', word: 'Lost', meaning: 'could not be taken over' },
  odd: { icon: 'alert', word: 'Odd', meaning: 'taken over, but look at it' },
  note: { icon: 'dash', word: 'Note', meaning: 'worth knowing' },
};
