import { Empty } from '../ui/empty.js';
import { Snippet } from '../ui/snippet.js';

/** Nothing of Runicorn lay in the root: says so, and how another root is taken over. */
export function NoMigration() {
  return (
    <>
      <h1 className="sr-only">Migration</h1>
      <div className="card">
        <Empty icon="takeIn" title="There is nothing to migrate">
          <p>Nothing of Runicorn lay in this root when Runkeep first opened it. To take over a Runicorn root, start Runkeep on it; its files are only read.</p>
          <div className="snippet-place"><Snippet code="runkeep up --root path/to/runicorn-root" /></div>
          <p className="quiet">To see beforehand what it would find: <code>runkeep migrate --dry-run --root path/to/runicorn-root</code></p>
        </Empty>
      </div>
    </>
  );
}
