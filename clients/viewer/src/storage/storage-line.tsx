import { Link } from 'wouter';
import type { StorageGrouping, StorageRow } from '../../../../schemas/dedup-storage.js';
import { formatBytes } from '../pure/format-number.js';
import { whole } from '../pure/migration-words.js';
import { storageColumns } from './storage-columns.js';

interface StorageLineProps {
  readonly row: StorageRow;
  readonly by: StorageGrouping;
  /** Bytes that fill the bar. */
  readonly most: number;
}

const nameless: Readonly<Record<StorageGrouping, string>> = { artifact: 'Without a name', experiment: 'Made by no run', project: 'In no project' };

/** One row: what it is called, a bar of what it holds alone and shares, and its numbers. */
export function StorageLine({ row, by, most }: StorageLineProps) {
  return (
    <tr>
      <th scope="row">
        <span className="storage-name">
          <Name row={row} by={by} />
          <span className="kept-bar thin" aria-hidden="true" style={{ width: `${most === 0 ? 0 : (100 * row.stored_bytes) / most}%` }}>
            <i className="unique" style={{ flexGrow: row.unique_bytes }} /><i className="shared" style={{ flexGrow: row.shared_bytes }} />
          </span>
        </span>
      </th>
      {storageColumns.map(({ id, isSpare }) => (
        <td key={id} className={`number${isSpare ? ' spare' : ''}${row[id] === 0 ? ' quiet' : ''}`} title={id === 'versions' ? undefined : `${whole(row[id])} bytes`}>
          {id === 'versions' ? whole(row[id]) : formatBytes(row[id])}
        </td>
      ))}
    </tr>
  );
}

function Name({ row: { label, type, experiment_id: id }, by }: Pick<StorageLineProps, 'row' | 'by'>) {
  const name = label === '' ? <span className="quiet">{nameless[by]}</span> : label;
  return (
    <span className="row">
      {type !== null && <span className="tag">{type}</span>}
      <span className="anywhere">{id === null ? name : <Link href={`/run/${encodeURIComponent(id)}`}>{name}</Link>}</span>
    </span>
  );
}
