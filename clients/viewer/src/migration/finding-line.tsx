import type { MigrationFinding } from '../../../../schemas/migration.js';
import { bytesPlace, shortPath } from '../pure/finding-place.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
import { severityFaces } from './severities.js';

interface FindingLineProps {
  readonly finding: MigrationFinding;
  /** Directory of the run that it stands under. */
  readonly runDir: string | null;
}

/** One finding: how grave, what, what to do, and where. */
export function FindingLine({ finding: { severity, code, path, offset, length, message, hint }, runDir }: FindingLineProps) {
  const { icon, word, meaning } = severityFaces[severity];
  const file = shortPath(path, runDir);
  const bytes = bytesPlace({ offset, length });
  return (
    <>
      <span className={`severity ${severity}`} title={meaning}><Icon name={icon} />{word}</span>
      <div className="grow anywhere">
        <div>{message}</div>
        <div className="quiet">{hint}</div>
        <div className="place quiet">
          {file !== null && <code title={path ?? undefined}>{file}</code>}
          {bytes !== null && <span className="number">{bytes}</span>}
          <code className="code">{code}</code>
        </div>
      </div>
      {path !== null && <CopyButton label="Copy the path" text={() => path} />}
    </>
  );
}
