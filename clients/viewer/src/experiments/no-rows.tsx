import type { TableView } from '../pure/table-view.js';
import { Empty } from '../ui/empty.js';
import { FirstRun } from './first-run.js';

interface NoRowsProps {
  readonly view: TableView;
  /** Runs that the filter hides; undefined while it is not known. */
  readonly hidden: number | undefined;
  readonly onClear: () => void;
}

/** Why the table is empty. */
export function NoRows({ view, hidden, onClear }: NoRowsProps) {
  if (view.filter !== '') {
    return (
      <Empty icon="filter" title="No run fits the filter">
        {hidden !== undefined && hidden > 0 && <p>It hides <b className="number">{hidden}</b> {hidden === 1 ? 'run' : 'runs'}.</p>}
        <button type="button" className="button primary" onClick={onClear}>Clear the filter</button>
      </Empty>
    );
  }
  if (view.show === 'archived') return <Empty icon="archive" title="The archive is empty"><p>Archived runs are out of the way, but complete.</p></Empty>;
  if (view.show === 'deleted') return <Empty icon="trash" title="The recycle bin is empty"><p>Deleted runs stay here until they are removed for good; they can be restored.</p></Empty>;
  return <FirstRun />;
}
