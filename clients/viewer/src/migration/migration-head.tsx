import type { MigrationProgress } from '../../../../schemas/migration.js';
import { releasesOf } from '../pure/migration-words.js';
import { Icon, type IconName } from '../ui/icon.js';

type State = Exclude<MigrationProgress['state'], 'unneeded'>;

// The last word names the face of a run's state that looks alike.
const faces: Readonly<Record<State, readonly [IconName, string, string]>> = {
  running: ['wave', 'Running', 'running'],
  paused: ['pause', 'Paused', 'interrupted'],
  complete: ['check', 'Complete', 'finished'],
  failed: ['close', 'Ended early', 'failed'],
};

/** The title with the state, and what this is about. */
export function MigrationHead({ progress: { state, generations } }: { readonly progress: MigrationProgress }) {
  if (state === 'unneeded') return null;
  const [icon, word, look] = faces[state];
  return (
    <header>
      <div className="row wrap">
        <h1>Migration</h1>
        <span className={`state ${look}`} role="status"><Icon name={icon} /><span>{word}</span></span>
      </div>
      <p className="quiet">
        Takes over what Runicorn{generations.length > 0 && <> <span className="number">{releasesOf(generations)}</span></>} left in this root. Its files are only read, never changed
        {state === 'running' || state === 'paused' ? '; what is in can be used at once.' : '.'}
      </p>
    </header>
  );
}
