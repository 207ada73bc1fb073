import { useCallback, useEffect, useMemo } from 'react';
import type { ExperimentDetail, MetricSeries } from '../../../../schemas/experiments.js';
import '../styles/charts.css';
import { useStore } from '../lib/store.js';
import type { ChangeView } from '../lib/use-view.js';
import { lineStyle } from '../pure/colour.js';
import { groupMetrics } from '../pure/metric-groups.js';
import { nameSearch } from '../pure/metric-search.js';
import { naturalOrder } from '../pure/natural-order.js';
import type { RunView } from '../pure/run-view.js';
import { Dialog } from '../ui/dialog.js';
import { Empty } from '../ui/empty.js';
import { Failure } from '../ui/failure.js';
import { ChartCard } from './chart-card.js';
import { ChartSection } from './chart-section.js';
import { ChartsBar } from './charts-bar.js';
import { ChartsSkeleton } from './charts-skeleton.js';
import { NoMetrics } from './no-metrics.js';
import type { RunFeed } from './run-feed.js';
import { tooltip } from './tooltip.js';
import { useSeams } from './use-seams.js';

interface ChartsTabProps {
  readonly run: ExperimentDetail;
  readonly feed: RunFeed;
  readonly view: RunView;
  readonly change: ChangeView<RunView>;
}

/** One live chart per metric, in sections by prefix. */
export function ChartsTab({ run, feed, view, change }: ChartsTabProps) {
  const list = useStore(feed.list);
  const error = useStore(feed.error);
  const held = useStore(feed.held);
  const { x, zoom, smoothing, log, search, full } = view;
  const look = useMemo(() => ({ x, zoom, smoothing, log }), [x, zoom, smoothing, log]);
  const byName = useMemo(() => seriesByName(list?.series ?? []), [list]);
  const groups = useMemo(() => {
    const wanted = nameSearch(search);
    return groupMetrics([...byName.keys()].filter((name) => wanted.matches(name)));
  }, [byName, search]);
  const stages = useMemo(() => [...new Set((list?.series ?? []).map(({ stage }) => stage ?? ''))].sort(naturalOrder).join('\n'), [list]);
  const styleOf = useCallback((stage: string | null) => lineStyle(Math.max(0, stages.split('\n').indexOf(stage ?? ''))), [stages]);
  const seams = useSeams(run.id, list, x, feed.begin);
  const onZoom = useCallback((range: readonly [number, number] | null) => change({ zoom: range }, 'replace'), [change]);
  const onFull = useCallback((metric: string | null) => change({ full: metric }), [change]);
  useEffect(() => tooltip.detach(), [full]);

  if (list === null) return error === null ? <ChartsSkeleton /> : <Failure error={error} />;
  if (byName.size === 0) return <NoMetrics run={run} />;
  const card = (metric: string, isFull: boolean) => (
    <ChartCard key={metric} run={feed} id={run.id} metric={metric} series={byName.get(metric) ?? []} look={look} seams={seams} styleOf={styleOf} isFull={isFull} onZoom={onZoom} onFull={onFull} />
  );
  return (
    <>
      <ChartsBar view={view} change={change} held={held} onFreeze={(isFrozen) => feed.freeze(isFrozen)} />
      {error !== null && <Failure error={error} />}
      {groups.length === 0 && <Empty icon="search" title="No metric has this in its name"><button type="button" className="button" onClick={() => change({ search: '' })}>Show all {byName.size}</button></Empty>}
      {groups.map(({ prefix, names }) => (
        <ChartSection key={prefix} prefix={prefix} count={names.length} isFolded={view.folded.includes(prefix)} onFold={() => change({ folded: toggled(view.folded, prefix) }, 'replace')}>
          {names.map((metric) => card(metric, false))}
        </ChartSection>
      ))}
      {full !== null && byName.has(full) && <Dialog title={full} wide onClose={() => onFull(null)}>{card(full, true)}</Dialog>}
    </>
  );
}

function seriesByName(series: readonly MetricSeries[]): Map<string, MetricSeries[]> {
  const names = new Map<string, MetricSeries[]>();
  for (const one of series) {
    const known = names.get(one.name);
    if (known === undefined) names.set(one.name, [one]);
    else known.push(one);
  }
  return names;
}

function toggled(folded: readonly string[], prefix: string): readonly string[] {
  return folded.includes(prefix) ? folded.filter((other) => other !== prefix) : [...folded, prefix];
}
