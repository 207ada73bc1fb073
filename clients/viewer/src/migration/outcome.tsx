import type { MigrationProgress } from '../../../../schemas/migration.js';
import { outcome } from '../pure/migration-words.js';
import { Icon } from '../ui/icon.js';

/** How the migration ended, and what to do if it ended early. */
export function Outcome({ progress }: { readonly progress: MigrationProgress }) {
  const { state, failure } = progress;
  return (
    <div className={`migration-outcome ${state}`}>
      <Icon name={state === 'failed' ? 'alert' : 'check'} />
      <div>
        <h2>{outcome(progress)}</h2>
        {state === 'failed' && (
          <>
            {failure !== null && <p className="anywhere">{failure}</p>}
            <p>What was taken over stays and can be used. The next start of the daemon goes on where this one ended.</p>
          </>
        )}
      </div>
    </div>
  );
}
