import { useMemo } from 'react';
import type { ExperimentFacets } from '../../../../schemas/experiments.js';
import type { ChangeView } from '../lib/use-view.js';
import type { TableView } from '../pure/table-view.js';
import { Popover } from '../ui/popover.js';
import { Segments } from '../ui/segments.js';
import { ColumnChooser } from './column-chooser.js';
import { FacetChips } from './facet-chips.js';
import { FilterBox } from './filter-box.js';
import type { Fault } from './filter-check.js';
import { filterWords } from './filter-words.js';

interface TableToolbarProps {
  readonly view: TableView;
  readonly facets: ExperimentFacets | undefined;
  /** Facets without the filter: what may be asked for at all. */
  readonly everything: ExperimentFacets | undefined;
  readonly refusal: Fault | null;
  readonly change: ChangeView<TableView>;
}

/** What the table shows: filter, columns, and whether the archive or the recycle bin is open. */
export function TableToolbar({ view, facets, everything, refusal, change }: TableToolbarProps) {
  const words = useMemo(() => filterWords(everything), [everything]);
  const onFilter = useMemo(() => (filter: string, how: 'push' | 'replace') => change({ filter }, how), [change]);
  const shows = [['present', 'Runs'], ['archived', counted('Archive', facets?.archived)], ['deleted', counted('Bin', facets?.deleted)]] as const;
  return (
    <>
      <div className="toolbar wrap">
        <FilterBox filter={view.filter} words={words} refusal={refusal} onChange={onFilter} />
        <Segments label="Which runs" value={view.show} options={shows} onChange={(show) => change({ show })} />
        <Popover icon="columns" label="Columns" compact>{() => <ColumnChooser columns={view.columns} facets={everything} onChange={(columns) => change({ columns }, 'replace')} />}</Popover>
      </div>
      <FacetChips facets={facets} filter={view.filter} onChange={(filter) => change({ filter })} />
    </>
  );
}

function counted(word: string, count: number | undefined): string {
  return count === undefined || count === 0 ? word : `${word} ${count}`;
}
