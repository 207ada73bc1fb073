import { plotData, type PlotData, type PlotLine } from '../pure/plot-data.js';
import { shifted } from '../pure/smoothed-line.js';
import { verticesOf } from '../pure/vertices.js';
import type { ChartFeed, FeedLine } from './chart-feed.js';
import type { Look } from './look.js';
import { originOf } from './run-range.js';
import { lineKey } from './smoothed-request.js';

/** What is on a chart now. */
export interface Picture {
  readonly feed: readonly FeedLine[];
  readonly lines: readonly PlotLine[];
  readonly data: PlotData;
}

const nothing = { x: [], y: [] };

/** Draws up a chart: vertices of each line and, when the look says so, its smoothed line. */
export function drawUp(feed: ChartFeed, look: Look, begin: number): Picture {
  const origin = originOf(feed.shown?.x ?? look.x, begin);
  const lines = feed.lines.map(({ file, stage, buckets }) => ({
    vertices: verticesOf(buckets.buckets, buckets.width, origin),
    smoothed: look.smoothing === null ? null : shifted(feed.smoothed?.lines.get(lineKey(file, stage)) ?? nothing, origin),
  }));
  return { feed: feed.lines, lines, data: plotData(lines, look.log) };
}
