import { FlexRender } from '@tanstack/react-table';
import { memo, type MouseEvent as ReactMouseEvent } from 'react';
import { columnInfo } from '../pure/table-columns.js';
import { runTitle } from '../pure/run-title.js';
import type { TableRow } from './table-model.js';

/** What a row can be asked. */
export interface LineActions {
  readonly tick: (id: string, range: boolean) => void;
  readonly open: (id: string, event: ReactMouseEvent) => void;
}

interface TableLineProps {
  readonly row: TableRow;
  readonly columns: readonly string[];
  readonly top: number;
  readonly height: number;
  readonly index: number;
  readonly isTicked: boolean;
  readonly isCurrent: boolean;
  readonly actions: LineActions;
}

/** One row; drawn anew only when its run or its look changes. */
export const TableLine = memo(
  function TableLine({ row, top, height, index, isTicked, isCurrent, actions }: TableLineProps) {
    const run = row.original;
    return (
      <div
        role="row" aria-rowindex={index + 2} aria-selected={isTicked} className={`tr${isTicked ? ' selected' : ''}${isCurrent ? ' current' : ''}`}
        style={{ transform: `translateY(${top}px)`, height }} onClick={(event) => {
          if (!(event.target instanceof Element && event.target.closest('a') !== null)) actions.open(run.id, event);
        }}
      >
        <div className="td tick" role="cell" style={{ width: 40 }} onClick={(event) => event.stopPropagation()}>
          <input type="checkbox" aria-label={`Select ${runTitle(run)}`} checked={isTicked} onChange={(event) => actions.tick(run.id, event.nativeEvent instanceof MouseEvent ? event.nativeEvent.shiftKey : false)} />
        </div>
        {row.getAllCells().map((cell) => {
          const info = columnInfo(cell.column.id);
          return <div key={cell.id} role="cell" className={`td${info?.isNumber === true ? ' end' : ''}${info?.id === 'name' ? ' stretch' : ''}`} style={{ width: info?.width }}><FlexRender cell={cell} /></div>;
        })}
      </div>
    );
  },
  (before, after) => before.row.original === after.row.original && before.columns === after.columns && before.top === after.top && before.index === after.index
    && before.isTicked === after.isTicked && before.isCurrent === after.isCurrent && before.actions === after.actions,
);
