import { Empty } from '../ui/empty.js';
import { Snippet } from '../ui/snippet.js';

/** Nothing is kept yet: says what would be, and how it comes here. */
export function NoArtifacts() {
  return (
    <div className="card">
      <Empty icon="disk" title="Nothing is kept yet">
        <p>Versions of models, data sets and other files show here what they take, what they share, and what deleting them would free. Those of a Runicorn root are taken in when Runkeep is started on it, or with:</p>
        <div className="snippet-place"><Snippet code="runkeep artifact adopt" /></div>
      </Empty>
    </div>
  );
}
