/** How far a reader is in each event file of an experiment. */
export type MetricCursor = ReadonlyMap<string, { readonly generation: number; readonly rows: number }>;

/** Reads `file:generation:rows` of every file, as `Metrics.cursor` writes it; what is none of that is skipped. */
export function parseMetricCursor(text: string): MetricCursor {
  return new Map([...text.matchAll(/([^,;|\s:]+):(\d{1,15}):(\d{1,15})/g)].map(([, file = '', generation, rows]) => [decoded(file), { generation: Number(generation), rows: Number(rows) }]));
}

/** The text of a cursor, files in the order of their names. */
export function formatMetricCursor(cursor: MetricCursor): string {
  return [...cursor].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, { generation, rows }]) => `${encodeURIComponent(file)}:${generation}:${rows}`).join(',');
}

/** Does `cursor` hold a row, or a generation of a file, that `than` has not reached? */
export function isMetricCursorNewer(cursor: MetricCursor, than: MetricCursor): boolean {
  return [...cursor].some(([file, at]) => {
    const other = than.get(file);
    if (!other) return at.rows > 0;
    return at.generation > other.generation || (at.generation === other.generation && at.rows > other.rows);
  });
}

/** Rows between two cursors; undefined when a file was replaced or went back, so that no rows lie between. */
export function rowsBetween(from: MetricCursor, to: MetricCursor): number | undefined {
  let rows = 0;
  for (const [file, before] of from) {
    const now = to.get(file);
    if (!now || now.generation !== before.generation || now.rows < before.rows) return undefined;
  }
  for (const [file, now] of to) rows += now.rows - (from.get(file)?.rows ?? 0);
  return rows;
}

function decoded(file: string): string {
  try {
    return decodeURIComponent(file);
  } catch {
    return file;
  }
}
