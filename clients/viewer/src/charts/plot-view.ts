import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { paint } from '../lib/theme.js';
import { formatExact } from '../pure/format-number.js';
import type { LineStyle } from '../pure/colour.js';
import type { ChartFeed } from './chart-feed.js';
import { drawQueue } from './draw-queue.js';
import type { Look, StyleOf } from './look.js';
import { drawMarks, drawSeams } from './overlays.js';
import { readPalette, type Palette } from './palette.js';
import { drawUp, type Picture } from './picture.js';
import { plotOptions } from './plot-options.js';
import { extremesText, placeText, readAt, smoothedText } from './readout.js';
import type { RunFeed } from './run-feed.js';
import { originOf } from './run-range.js';
import { tooltip } from './tooltip.js';

/** Pixels beside a mark in which it is pointed at. */
const markReach = 5;

/** What a plot shows beside itself. */
export interface PlotListener {
  /** Values at the crosshair, by line; null when the crosshair left, and then the newest values count. */
  onValues(values: readonly (number | null)[], isCrosshair: boolean): void;
  onZoom(range: readonly [number, number]): void;
  onReset(): void;
  /** The lines are others than before. */
  onLines(stages: readonly (string | null)[]): void;
}

interface PlotParts {
  readonly element: HTMLElement;
  readonly run: RunFeed;
  readonly feed: ChartFeed;
  readonly styleOf: StyleOf;
  readonly listener: PlotListener;
}

/** One chart on the screen: draws what its feed holds, at most once per animation frame. */
export class PlotView {
  readonly #parts: PlotParts;
  #look: Look;
  /** The look as far as the picture at hand allows it: until the daemon answers, the old axis stays. */
  #drawn: Look;
  #seams: readonly number[] = [];
  #plot: uPlot | null = null;
  #shape = '';
  #styles: readonly LineStyle[] = [];
  #palette: Palette = readPalette();
  #picture: Picture | null = null;
  #isHovered = false;
  readonly #endings: (() => void)[] = [];

  constructor(parts: PlotParts, look: Look) {
    this.#parts = parts;
    this.#look = look;
    this.#drawn = look;
  }

  /** Draws and follows the feed; `close` ends it. */
  open(): void {
    this.#endings.push(this.#parts.feed.listen((isAsked) => this.#schedule(isAsked)), paint.listen(() => this.#repaint()));
    this.#schedule();
  }

  close(): void {
    drawQueue.cancel(this.#draw);
    for (const end of this.#endings) end();
    if (this.#isHovered) tooltip.hide();
    this.#plot?.destroy();
  }

  look(look: Look, seams: readonly number[]): void {
    this.#look = look;
    this.#seams = seams;
    this.#schedule(true);
  }

  resize(width: number, height: number): void {
    if (this.#plot === null) this.#schedule(true);
    else this.#plot.setSize({ width, height });
  }

  #repaint(): void {
    this.#palette = readPalette();
    this.#shape = '';
    this.#schedule(true);
  }

  /** A frozen chart is drawn anew only when it is asked to look different. */
  #schedule(isForced = false): void {
    if (isForced || this.#parts.run.held.value === null || this.#plot === null) drawQueue.add(this.#draw);
  }

  readonly #draw = (): void => {
    const { element, run, feed } = this.#parts;
    if (feed.shown === null || element.clientWidth === 0) return;
    const look = feed.shown.x === this.#look.x ? this.#look : { ...this.#look, x: feed.shown.x, zoom: null };
    this.#drawn = feed.smoothed === null ? { ...look, smoothing: null } : look;
    this.#picture = drawUp(feed, this.#drawn, run.begin);
    const { x, columns } = this.#picture.data;
    if (!this.#reshape(this.#picture)) this.#plot?.setData([x, ...columns]);
    this.tellNewest();
  };

  /** Tells the newest values of the lines. */
  tellNewest(): void {
    this.#parts.listener.onValues((this.#picture?.lines ?? []).map(({ vertices }) => vertices.line.at(-1) ?? null), false);
  }

  /** Builds the plot anew when its lines, axes or colours changed; true when it did. */
  #reshape(picture: Picture): boolean {
    const { element, styleOf, listener } = this.#parts;
    const stages = picture.feed.map(({ stage }) => stage);
    const shape = JSON.stringify([stages, this.#drawn.x, this.#drawn.log, this.#drawn.smoothing !== null]);
    if (shape === this.#shape) return false;
    this.#shape = shape;
    this.#styles = stages.map(styleOf);
    this.#plot?.destroy();
    const options = plotOptions({
      width: element.clientWidth, height: element.clientHeight, look: () => this.#drawn, extent: () => this.#picture?.data.extent ?? null, styles: this.#styles, palette: this.#palette,
      hooks: { draw: [(plot) => this.#drawOver(plot)], setCursor: [(plot) => this.#point(plot)], setSelect: [(plot) => this.#select(plot)] },
      onReset: () => listener.onReset(),
    });
    this.#plot = new uPlot(options, [picture.data.x, ...picture.data.columns], element);
    this.#plot.over.addEventListener('mouseenter', () => (this.#isHovered = true));
    this.#plot.over.addEventListener('mouseleave', () => this.#leave());
    listener.onLines(stages);
    return true;
  }

  #drawOver(plot: uPlot): void {
    if (this.#drawn.x === this.#look.x) drawSeams(plot, this.#seams, this.#palette);
    if (this.#picture !== null) drawMarks(plot, this.#picture.data.marks, this.#styles, this.#palette);
  }

  #select(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    const range = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')] as const;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.#parts.listener.onZoom(range);
  }

  #leave(): void {
    this.#isHovered = false;
    tooltip.hide();
  }

  /** Tells what stands at the crosshair: in the legend of every chart, in the tooltip of the hovered one. */
  #point(plot: uPlot): void {
    const picture = this.#picture;
    const { left = -1, top = -1 } = plot.cursor;
    if (picture === null) return;
    if (left < 0) {
      this.tellNewest();
      return;
    }
    const origin = originOf(this.#drawn.x, this.#parts.run.begin);
    const x = plot.posToVal(left, 'x');
    const readouts = readAt(picture, { x, origin, reach: Math.abs(plot.posToVal(left + markReach, 'x') - x) });
    const values = picture.lines.map((_, line) => readouts.find((one) => one.line === line)?.value ?? null);
    this.#parts.listener.onValues(values, true);
    if (!this.#isHovered) return;
    const { left: overLeft, top: overTop } = plot.rect;
    const nearest = picture.data.x[plot.cursor.idx ?? 0] ?? x;
    const rows = readouts.map((one) => ({
      colour: this.#palette.lines[this.#styles[one.line]?.colour ?? 0] ?? '', label: picture.feed[one.line]?.stage ?? this.#parts.feed.metric,
      cells: [formatExact(one.value), ...smoothedText(one, nearest, this.#drawn.x), extremesText(one, this.#drawn.x, origin) ?? ''],
    }));
    tooltip.show(overLeft + left, overTop + top, placeText(nearest, this.#drawn.x), rows, []);
  }
}
