import type { SeriesQuery } from '../api/metrics.js';
import type { StreamView } from './stream-view.js';

/** A stream, and the ordinals of those of its series that were asked for. */
export interface Selected {
  readonly view: StreamView;
  readonly ordinals: readonly number[];
}

/** Picks series by exact name and stage. */
export function selectSeries(views: readonly StreamView[], query: SeriesQuery): Selected[] {
  const names = query.names && new Set(query.names);
  const stages = query.stages && new Set(query.stages);
  return views.map((view) => ({
    view,
    ordinals: [...view.list.series.keys()].filter((ordinal) => {
      const series = view.list.series[ordinal];
      if (series === undefined) return false;
      const { name, stage } = view.list.title(series);
      return (names?.has(name) ?? true) && (stages?.has(stage) ?? true);
    }),
  }));
}
