import { createColumnHelper, tableFeatures, useTable, type Row } from '@tanstack/react-table';
import { useMemo } from 'react';
import type { ExperimentRow } from '../../../../schemas/experiments.js';
import { columnInfo } from '../pure/table-columns.js';
import { cellOf } from './cells.js';

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, ExperimentRow>();

/** One row of the table's model. */
export type TableRow = Row<typeof features, ExperimentRow>;

/** The table's model: which cells stand in which order. Filter, order and paging are the daemon's. */
export function useTableModel(rows: readonly ExperimentRow[], columnIds: readonly string[]) {
  const columns = useMemo(
    () => helper.columns(columnIds.filter((id) => columnInfo(id) !== undefined).map((id) => helper.display({ id, header: columnInfo(id)?.title ?? id, cell: ({ row }) => cellOf(id, row.original) }))),
    [columnIds],
  );
  const data = useMemo(() => [...rows], [rows]);
  return useTable({ features, columns, data, getRowId: ({ id }) => id });
}
