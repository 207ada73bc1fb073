import { columnInfo } from '../pure/table-columns.js';
import { nextSort } from '../pure/table-view.js';
import { Icon } from '../ui/icon.js';

interface TableHeadProps {
  readonly columns: readonly string[];
  readonly sort: string;
  readonly ticked: 'none' | 'some' | 'all';
  readonly onSort: (sort: string) => void;
  readonly onTickAll: () => void;
}

/** The table's header: a click orders by the column, the next one turns the order around. */
export function TableHead({ columns, sort, ticked, onSort, onTickAll }: TableHeadProps) {
  return (
    <div className="thead" role="rowgroup">
      <div className="tr" role="row">
        <div className="th tick" role="columnheader" style={{ width: 40 }}>
          <input type="checkbox" aria-label="Select all rows shown" checked={ticked === 'all'} ref={(box) => {
            if (box !== null) box.indeterminate = ticked === 'some';
          }} onChange={onTickAll} />
        </div>
        {columns.map((id) => <HeadCell key={id} id={id} sort={sort} onSort={onSort} />)}
      </div>
    </div>
  );
}

function HeadCell({ id, sort, onSort }: { readonly id: string; readonly sort: string; readonly onSort: (sort: string) => void }) {
  const info = columnInfo(id);
  if (info === undefined) return null;
  const by = info.sort;
  const order = by === null ? undefined : sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : undefined;
  return (
    <div className={`th${info.isNumber ? ' end' : ''}${id === 'name' ? ' stretch' : ''}`} role="columnheader" aria-sort={order} style={{ width: info.width }}>
      {by === null
        ? <span className="clip" title={id}>{info.title}</span>
        : <button type="button" title={`Sort by ${info.title}`} onClick={() => onSort(nextSort(sort, by))}><span className="clip">{info.title}</span>{order !== undefined && <Icon name={order === 'ascending' ? 'arrowUp' : 'arrowDown'} />}</button>}
    </div>
  );
}
