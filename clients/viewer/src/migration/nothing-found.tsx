import type { MigrationProgress } from '../../../../schemas/migration.js';
import { Empty } from '../ui/empty.js';

/** The report is empty: nothing was lost, or nothing odd has been met so far. */
export function NothingFound({ state }: { readonly state: MigrationProgress['state'] }) {
  return (
    <div className="card">
      {state === 'complete'
        ? <Empty icon="check" title="Nothing was lost"><p>Every event file was counted a second time, and nothing odd was met.</p></Empty>
        : <Empty icon="clock" title="Nothing odd so far"><p>Whatever cannot be taken over will be named here, with its file and place. Most is found when everything is counted a second time.</p></Empty>}
    </div>
  );
}
