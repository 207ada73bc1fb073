import { memo, useRef } from 'react';
import type { MetricSeries } from '../../../../schemas/experiments.js';
import { IconButton } from '../ui/icon-button.js';
import { PanelBoundary } from '../ui/panel-boundary.js';
import { DownloadMenu } from './download-menu.js';
import { LivePlot } from './live-plot.js';
import type { Look, StyleOf } from './look.js';
import type { RunFeed } from './run-feed.js';
import { useNearViewport } from './use-near-viewport.js';

interface ChartCardProps {
  readonly run: RunFeed;
  readonly id: string;
  readonly metric: string;
  readonly series: readonly MetricSeries[];
  readonly look: Look;
  readonly seams: readonly number[];
  readonly styleOf: StyleOf;
  readonly isFull?: boolean;
  readonly onZoom: (range: readonly [number, number] | null) => void;
  readonly onFull: (metric: string | null) => void;
}

/** One metric: its chart, its tools, and what a reader must know of its values. */
export const ChartCard = memo(function ChartCard({ run, id, metric, series, look, seams, styleOf, isFull, onZoom, onFull }: ChartCardProps) {
  const card = useRef<HTMLElement>(null);
  const isNear = useNearViewport(card);
  return (
    <section ref={card} className={`card chart-card${isFull === true ? ' full' : ''}`} aria-label={metric}>
      <header>
        {isFull === true ? <span className="grow" /> : <h3 className="clip grow" title={metric}>{metric.trim() === '' ? JSON.stringify(metric) : metric}</h3>}
        <Oddities series={series} />
        <span className="tools">
          <DownloadMenu id={id} metric={metric} />
          {isFull !== true && <IconButton small icon="expand" label={`Show ${metric} in full screen`} onClick={() => onFull(metric)} />}
        </span>
      </header>
      <PanelBoundary>{isNear || isFull === true ? <LivePlot run={run} metric={metric} look={look} seams={seams} styleOf={styleOf} onZoom={onZoom} /> : <div className="plot" />}</PanelBoundary>
    </section>
  );
});

/** Values that no line can show: never silently (VIEW-15). */
function Oddities({ series }: { readonly series: readonly MetricSeries[] }) {
  const count = (kind: 'nan' | 'pos_inf' | 'neg_inf') => series.reduce((sum, { kinds }) => sum + kinds[kind], 0);
  const odd = ([['NaN', count('nan')], ['+∞', count('pos_inf')], ['−∞', count('neg_inf')]] as const).filter(([, found]) => found > 0);
  if (odd.length === 0) return null;
  return <span className="badge" title="Marked at the edge of the chart where they stand">{odd.map(([name, found]) => `${found} ${name}`).join(' · ')}</span>;
}
