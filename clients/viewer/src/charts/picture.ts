import { plotData, type PlotData, type PlotLine } from '../pure/plot-data.js';
import { smooth } from '../pure/ema.js';
import { verticesOf } from '../pure/vertices.js';
import type { ChartFeed, FeedLine } from './chart-feed.js';
import type { Look } from './look.js';
import { lineKey, type RawChart } from './raw-feeds.js';
import { originOf } from './run-range.js';

/** What is on a chart now. */
export interface Picture {
  readonly feed: readonly FeedLine[];
  readonly lines: readonly PlotLine[];
  readonly data: PlotData;
}

/** Draws up a chart: vertices of each line and, when asked for, its moving average. */
export function drawUp(feed: ChartFeed, look: Look, raw: RawChart | null, begin: number): Picture {
  const origin = originOf(feed.shown?.x ?? look.x, begin);
  const lines = feed.lines.map((line) => {
    const vertices = verticesOf(line.buckets.buckets, line.buckets.width, origin);
    if (look.smoothing === 0) return { vertices, smoothed: null };
    const points = raw?.lines.get(lineKey(line.file, line.stage));
    const smoothed = points === undefined ? [...smooth(vertices.line, look.smoothing)] : points.smoothedAt(vertices.x.map((x) => x + origin));
    return { vertices, smoothed };
  });
  return { feed: feed.lines, lines, data: plotData(lines, look.log) };
}
