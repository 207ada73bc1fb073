import type uPlot from 'uplot';
import { formatCount, formatNumber } from '../pure/format-number.js';
import { clockText, formatDuration } from '../pure/format-time.js';
import type { LineStyle } from '../pure/colour.js';
import type { Look } from './look.js';
import { faint, type Palette } from './palette.js';

interface PlotShape {
  readonly width: number;
  readonly height: number;
  readonly look: () => Look;
  /** The range of x that there is to show. */
  readonly extent: () => readonly [number, number] | null;
  readonly styles: readonly LineStyle[];
  readonly palette: Palette;
  readonly hooks: uPlot.Hooks.Arrays;
  readonly onReset: () => void;
}

const font = '11px system-ui, sans-serif';
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** Steps between ticks of relative time, so that they fall on round durations. */
const durations = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour, 6 * hour, 12 * hour, day, 2 * day, 5 * day, 10 * day, 50 * day];

/** The settings of one chart: per line its envelope, its line and, when smoothing, the smoothed line over it. */
export function plotOptions({ width, height, look, extent, styles, palette, hooks, onReset }: PlotShape): uPlot.Options {
  const { x, smoothing, log } = look();
  const isSmoothed = smoothing !== null;
  const perLine = isSmoothed ? 4 : 3;
  return {
    width, height, padding: [8, 16, 0, 0], hooks,
    legend: { show: false },
    series: [{}, ...styles.flatMap((style) => lineSeries(style, palette, isSmoothed))],
    bands: styles.map((style, i) => ({ series: [i * perLine + 2, i * perLine + 1], fill: faint(palette.lines[style.colour] ?? '', 0.16) })),
    scales: {
      x: { time: x === 'time', range: () => shownRange(look().zoom ?? extent()) },
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum of the types does not exist at run time
      y: { distr: log ? 3 : 1, range: (_plot, low, high) => (log ? logRange(low, high) : paddedRange(low, high)) },
    },
    axes: [
      { stroke: palette.text, font, grid: { stroke: palette.grid, width: 1 }, ticks: { show: false }, size: 26, gap: 4, ...xTicks(x) },
      { stroke: palette.text, font, grid: { stroke: palette.grid, width: 1 }, ticks: { show: false }, size: 56, gap: 4, values: (_plot, splits) => splits.map(tickText) },
    ],
    cursor: {
      sync: { key: `charts ${x}`, scales: ['x', null], setSeries: false, filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      points: { size: 7, width: 2, show: true },
      y: false,
      // Lines have places of their own: each is pointed at where it has one.
      hover: { skip: [null, undefined] },
      bind: {
        dblclick: () => () => {
          onReset();
          return null;
        },
      },
    },
  };
}

/** Whole steps only: between two of them there is nothing. */
const steps = Array.from({ length: 46 }, (_, i) => ([1, 2, 5][i % 3] ?? 1) * 10 ** Math.floor(i / 3));

function xTicks(x: Look['x']): uPlot.Axis {
  if (x === 'time') return { space: 54, values: (_plot, splits, _axis, _space, step) => splits.map((at) => clockText(at, step)) };
  if (x === 'step') return { incrs: steps, values: (_plot, splits) => splits.map(tickText) };
  return { space: 76, incrs: durations, values: (_plot, splits) => splits.map(formatDuration) };
}

function lineSeries(style: LineStyle, palette: Palette, isSmoothed: boolean): uPlot.Series[] {
  const colour = palette.lines[style.colour] ?? '';
  const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: true };
  const line: uPlot.Series = { stroke: isSmoothed ? faint(colour, 0.32) : colour, width: isSmoothed ? 1 : 1.6, dash: [...style.dash], spanGaps: true, points: { size: 4, fill: colour, stroke: colour } };
  if (!isSmoothed) return [edge, edge, line];
  return [edge, edge, line, { stroke: colour, width: 1.8, dash: [...style.dash], spanGaps: true, points: { show: false } }];
}

function shownRange(range: readonly [number, number] | null): uPlot.Range.MinMax {
  if (range === null) return [0, 1];
  const [low, high] = range;
  return low === high ? [low - 1, high + 1] : [low, high];
}

function paddedRange(low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [0, 1];
  const span = high - low;
  const room = span === 0 ? Math.abs(high) * 0.1 || 1 : span * 0.06;
  return [low - room, high + room];
}

function logRange(low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null || low <= 0) return [0.1, 10];
  return low === high ? [low / 2, high * 2] : [low / 1.15, high * 1.15];
}

/** Ticks are round: large ones are shorter with a suffix. */
function tickText(value: number | null): string {
  if (value === null) return '';
  return Math.abs(value) >= 10_000 && Math.abs(value) < 1e15 ? formatCount(value) : formatNumber(value);
}
