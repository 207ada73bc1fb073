import { useRef } from 'react';
import { useKeys } from '../lib/use-keys.js';
import type { ChangeView } from '../lib/use-view.js';
import { nameSearch } from '../pure/metric-search.js';
import type { RunView, XAxis } from '../pure/run-view.js';
import { formatCount } from '../pure/format-number.js';
import { Icon } from '../ui/icon.js';
import { smoothingOf } from '../pure/smoothing.js';
import { Segments } from '../ui/segments.js';
import { SmoothingControl } from './smoothing-control.js';

interface ChartsBarProps {
  readonly view: RunView;
  readonly change: ChangeView<RunView>;
  /** Points that came while the picture is frozen; null when it is not. */
  readonly held: number | null;
  readonly onFreeze: (isFrozen: boolean) => void;
}

const axes: readonly (readonly [XAxis, string])[] = [['step', 'Step'], ['relative', 'Relative'], ['time', 'Clock']];

/** What all charts of the page share: search, axes, smoothing, pause. */
export function ChartsBar({ view, change, held, onFreeze }: ChartsBarProps) {
  const search = useRef<HTMLInputElement>(null);
  const { error } = nameSearch(view.search);
  useKeys({
    '/': () => search.current?.focus(),
    l: () => change({ log: !view.log }),
    s: () => change({ smoothing: view.smoothing === null ? smoothingOf('ema', Number.NaN) : null }),
    0: () => change({ zoom: null }),
    p: () => onFreeze(held === null),
  });
  return (
    <div className="chart-bar" role="toolbar" aria-label="Charts">
      <label className={`field${error === null ? '' : ' wrong'}`} title={error ?? 'A part of the name, or /a regular expression/'}>
        <Icon name="search" />
        <input ref={search} value={view.search} placeholder="Find metrics, or /regex/" aria-label="Find metrics" aria-invalid={error !== null} onChange={({ target }) => change({ search: target.value }, 'replace')} onKeyDown={({ key, currentTarget }) => {
          if (key === 'Escape') currentTarget.blur();
        }} />
      </label>
      <Segments label="x axis" value={view.x} options={axes} onChange={(x) => change({ x, zoom: null })} />
      <button type="button" className="button" aria-pressed={view.log} title="Logarithmic y axis (L)" onClick={() => change({ log: !view.log })}>Log y</button>
      <SmoothingControl smoothing={view.smoothing} x={view.x} onChange={(smoothing) => change({ smoothing }, 'replace')} />
      {view.zoom !== null && <button type="button" className="button" title="Show all of x (0)" onClick={() => change({ zoom: null })}><Icon name="restore" />Reset zoom</button>}
      <span className="grow" />
      <button type="button" className="button" aria-pressed={held !== null} title="Freeze the picture; points are counted meanwhile (P)" onClick={() => onFreeze(held === null)}>
        <Icon name={held === null ? 'pause' : 'play'} />{held === null ? 'Pause' : <span className="number">{formatCount(held)} new points</span>}
      </button>
    </div>
  );
}
