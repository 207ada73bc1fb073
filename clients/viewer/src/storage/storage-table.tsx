import type { StorageRow } from '../../../../schemas/dedup-storage.js';
import { turnedSort, type StorageView } from '../pure/storage-view.js';
import { Icon } from '../ui/icon.js';
import { storageColumns } from './storage-columns.js';
import { StorageLine } from './storage-line.js';

interface StorageTableProps {
  readonly rows: readonly StorageRow[];
  readonly view: StorageView;
  readonly onChange: (change: Partial<StorageView>) => void;
}

const titles = { artifact: 'Artifact', experiment: 'Experiment', project: 'Project' } as const;

/** The rows of a view; a click on a heading orders by it, the next one turns the order around. */
export function StorageTable({ rows, view, onChange }: StorageTableProps) {
  const most = rows.reduce((largest, { stored_bytes: stored }) => Math.max(largest, stored), 0);
  const head = (id: string, title: string, meaning: string, look: string) => {
    const order = view.sort === id ? 'ascending' : view.sort === `-${id}` ? 'descending' : undefined;
    return (
      <th key={id} scope="col" className={look} aria-sort={order}>
        <button type="button" title={meaning} onClick={() => onChange({ sort: turnedSort(view.sort, id) })}><span>{title}</span>{order !== undefined && <Icon name={order === 'ascending' ? 'arrowUp' : 'arrowDown'} />}</button>
      </th>
    );
  };
  return (
    <table className="storage-table" aria-label="What is kept for whom">
      <thead><tr>{head('label', titles[view.by], 'Sort by name', 'name')}{storageColumns.map(({ id, title, meaning, isSpare }) => head(id, title, meaning, isSpare ? 'spare' : ''))}</tr></thead>
      <tbody>{rows.map((row) => <StorageLine key={row.key} row={row} by={view.by} most={most} />)}</tbody>
    </table>
  );
}
