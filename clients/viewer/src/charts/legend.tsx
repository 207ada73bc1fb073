import { useLayoutEffect, useRef } from 'react';
import type { StyleOf } from './look.js';

interface LegendProps {
  readonly metric: string;
  readonly stages: readonly (string | null)[];
  readonly styleOf: StyleOf;
  /** Where the value of a line is written, outside React. */
  readonly valueRef: (line: number, cell: HTMLElement | null) => void;
  /** The cells are there: the values may be written. */
  readonly onMounted: () => void;
}

/** The lines of a chart with their values at the crosshair, or the newest ones. */
export function Legend({ metric, stages, styleOf, valueRef, onMounted }: LegendProps) {
  const mounted = useRef(onMounted);
  mounted.current = onMounted;
  useLayoutEffect(() => mounted.current(), [stages]);
  return (
    <ul className="legend" aria-label={`Lines of ${metric}`}>
      {stages.map((stage, i) => {
        const { colour, dash } = styleOf(stage);
        return (
          <li key={`${i} ${stage ?? ''}`}>
            <svg viewBox="0 0 16 8" aria-hidden="true"><path d="M0 4h16" style={{ stroke: `var(--line-${colour})`, strokeWidth: 2.5, strokeDasharray: dash.join(' ') }} /></svg>
            {stage !== null && <span className="clip" title={stage}>{stage}</span>}
            <b ref={(cell) => valueRef(i, cell)} />
          </li>
        );
      })}
    </ul>
  );
}
