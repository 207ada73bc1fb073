import { Link } from 'wouter';
import type { MigratedRun } from '../../../../schemas/migration.js';
import { runFacts } from '../pure/run-facts.js';
import { plural } from '../pure/migration-words.js';
import { Icon, type IconName } from '../ui/icon.js';

interface RunLineProps {
  /** Null: the root as a whole. */
  readonly run: MigratedRun | null;
  /** Findings shown below. */
  readonly count: number;
}

// The last word names the face of a run's state that looks alike.
const faces: Readonly<Record<MigratedRun['state'], readonly [IconName, string, string]>> = {
  taken: ['clock', 'Not counted again yet', 'unknown'],
  verified: ['check', 'Second count agrees', 'finished'],
  differs: ['alert', 'Second count differs', 'failed'],
  gone: ['dash', 'Its directory vanished', 'unknown'],
};

/** The head of a run's findings, which leads to the run. */
export function RunLine({ run, count }: RunLineProps) {
  return (
    <>
      <div className="grow">
        <h3 className="anywhere">{run === null ? 'The root as a whole' : run.state === 'gone' ? run.run_dir || run.experiment_id : <Link href={`/run/${encodeURIComponent(run.experiment_id)}`}>{run.run_dir}</Link>}</h3>
        {run !== null && <small className="quiet number">{runFacts(run)}</small>}
      </div>
      {run !== null && <span className={`state ${faces[run.state][2]}`}><Icon name={faces[run.state][0]} />{faces[run.state][1]}</span>}
      <span className="quiet number">{plural(count, 'finding')}</span>
    </>
  );
}
