import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { ExperimentRow } from '../../../../schemas/experiments.js';
import { columnInfo } from '../pure/table-columns.js';
import { TableHead } from './table-head.js';
import { TableLine, type LineActions } from './table-line.js';
import { useTableModel } from './table-model.js';

interface ExperimentsTableProps {
  readonly rows: readonly ExperimentRow[];
  readonly total: number;
  readonly columns: readonly string[];
  readonly sort: string;
  readonly ticked: ReadonlySet<string>;
  /** Index of the row that the keyboard is on; -1 = none. */
  readonly current: number;
  readonly actions: LineActions;
  readonly onSort: (sort: string) => void;
  readonly onTickAll: () => void;
  /** The end of what is fetched comes into view. */
  readonly onEnd: () => void;
  readonly onTop: (isTop: boolean) => void;
}

const rowHeight = 48;
const ahead = 12;

/** The rows in view and a few around them; the rest is height only (VIEW-60). */
export function ExperimentsTable({ rows, total, columns, sort, ticked, current, actions, onSort, onTickAll, onEnd, onTop }: ExperimentsTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const model = useTableModel(rows, columns);
  const modelRows = model.getRowModel().rows;
  const virtual = useVirtualizer({ count: modelRows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: ahead });
  const lines = virtual.getVirtualItems();
  const last = lines.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0 && last >= modelRows.length - ahead) onEnd();
  }, [last, modelRows.length, onEnd]);
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current);
  }, [current, virtual]);
  const width = useMemo(() => columns.reduce((sum, id) => sum + (columnInfo(id)?.width ?? 0), 40), [columns]);
  return (
    <div className="table-scroll" ref={scroller} tabIndex={-1} onScroll={({ currentTarget }) => onTop(currentTarget.scrollTop < rowHeight)}>
      <div className="table" role="table" aria-label="Experiments" aria-rowcount={total + 1} style={{ minWidth: `max(100%, ${width}px)` }}>
        <TableHead columns={columns} sort={sort} ticked={ticked.size === 0 ? 'none' : ticked.size >= rows.length ? 'all' : 'some'} onSort={onSort} onTickAll={onTickAll} />
        <div className="tbody" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {lines.map(({ index, start }) => {
            const row = modelRows[index];
            if (row === undefined) return null;
            return <TableLine key={row.id} row={row} columns={columns} top={start} height={rowHeight} index={index} isTicked={ticked.has(row.id)} isCurrent={index === current} actions={actions} />;
          })}
        </div>
      </div>
    </div>
  );
}
