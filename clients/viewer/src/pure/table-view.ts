/** What the experiments page shows; all of it stands in the address (VIEW-140). */
export interface TableView {
  readonly filter: string;
  /** As the API takes it: a column, `-` in front = descending. */
  readonly sort: string;
  readonly show: 'present' | 'archived' | 'deleted';
  /** Columns in order, built-in ones by name, others as `metrics.<name>`, `params.<name>`, `summary.<name>`. */
  readonly columns: readonly string[];
}

/** Columns of a fresh page. */
export const defaultColumns: readonly string[] = ['state', 'name', 'best', 'spark', 'duration', 'started', 'tags'];
/** The order of a fresh page: newest first. */
export const defaultSort = '-created_at';
const shows: readonly string[] = ['archived', 'deleted'];

/** Reads the view out of a query string; what is missing or strange becomes the default. */
export function parseTableView(search: string): TableView {
  const query = new URLSearchParams(search);
  const show = query.get('show') ?? '';
  const columns = query.getAll('col').filter((name) => name !== '');
  return {
    filter: query.get('filter') ?? '',
    sort: query.get('sort') ?? defaultSort,
    show: isShow(show) ? show : 'present',
    columns: columns.length > 0 ? [...new Set(columns)] : defaultColumns,
  };
}

/** The query string of a view, defaults left out; empty for a fresh page. */
export function formatTableView(view: TableView): string {
  const query = new URLSearchParams();
  if (view.filter !== '') query.set('filter', view.filter);
  if (view.sort !== defaultSort) query.set('sort', view.sort);
  if (view.show !== 'present') query.set('show', view.show);
  if (view.columns.join('\n') !== defaultColumns.join('\n')) for (const name of view.columns) query.append('col', name);
  return query.toString();
}

/** The next sort after a click on a column's header: descending, ascending, back to newest first. */
export function nextSort(sort: string, column: string): string {
  if (sort === `-${column}`) return column;
  return sort === column ? defaultSort : `-${column}`;
}

function isShow(text: string): text is 'archived' | 'deleted' {
  return shows.includes(text);
}
