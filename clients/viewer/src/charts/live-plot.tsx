import { useEffect, useRef, useState } from 'react';
import { watchSize } from '../lib/watch-size.js';
import { formatNumber } from '../pure/format-number.js';
import { Skeleton } from '../ui/skeleton.js';
import { Legend } from './legend.js';
import type { Look, StyleOf } from './look.js';
import { PlotView } from './plot-view.js';
import type { RunFeed } from './run-feed.js';

interface LivePlotProps {
  readonly run: RunFeed;
  readonly metric: string;
  readonly look: Look;
  readonly seams: readonly number[];
  readonly styleOf: StyleOf;
  readonly onZoom: (range: readonly [number, number] | null) => void;
}

const widthStep = 100;
const none: readonly (string | null)[] = [];

/** A mounted chart: asks for the picture in its width and draws it as it grows. */
export function LivePlot({ run, metric, look, seams, styleOf, onZoom }: LivePlotProps) {
  const element = useRef<HTMLDivElement>(null);
  const view = useRef<PlotView | null>(null);
  const values = useRef<(HTMLElement | null)[]>([]);
  const [stages, setStages] = useState<readonly (string | null)[] | null>(null);
  const shownStages = stages ?? none;
  const [width, setWidth] = useState(0);
  const newest = useRef({ look, onZoom });
  newest.current = { look, onZoom };

  useEffect(() => {
    const place = element.current;
    if (place === null) return;
    const plot = new PlotView({
      element: place, run, feed: run.chart(metric), styleOf,
      listener: {
        onValues: (now, isCrosshair) => {
          for (const [i, value] of now.entries()) {
            const cell = values.current[i];
            if (cell !== null && cell !== undefined) cell.textContent = value === null ? '–' : formatNumber(value);
          }
          place.parentElement?.classList.toggle('pointed', isCrosshair);
        },
        onZoom: (range) => newest.current.onZoom(range),
        onReset: () => newest.current.onZoom(null),
        onLines: setStages,
      },
    }, newest.current.look);
    view.current = plot;
    plot.open();
    const end = watchSize(place, (now, height) => {
      setWidth(Math.ceil(now / widthStep) * widthStep);
      plot.resize(Math.floor(now), Math.floor(height));
    });
    return () => {
      end();
      plot.close();
      view.current = null;
    };
  }, [run, metric, styleOf]);

  const { x, zoom, smoothing, log } = look;
  useEffect(() => {
    if (width === 0) return;
    const ask = { x, zoom, width };
    run.want(run.chart(metric), ask);
    run.smooth(run.chart(metric), smoothing === null ? null : { ...ask, smoothing });
  }, [run, metric, x, zoom, width, smoothing]);
  useEffect(() => view.current?.look({ x, zoom, smoothing, log }, seams), [x, zoom, smoothing, log, seams]);

  return (
    <>
      <div className="plot" ref={element}>{stages === null && <div className="waiting"><Skeleton height="100%" /></div>}</div>
      <Legend metric={metric} stages={shownStages} styleOf={styleOf} valueRef={(i, cell) => {
        values.current[i] = cell;
      }} onMounted={() => view.current?.tellNewest()} />
    </>
  );
}
