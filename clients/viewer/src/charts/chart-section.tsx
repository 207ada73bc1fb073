import type { ReactNode } from 'react';
import { Icon } from '../ui/icon.js';

interface ChartSectionProps {
  readonly prefix: string;
  readonly count: number;
  readonly isFolded: boolean;
  readonly children: ReactNode;
  readonly onFold: () => void;
}

/** The charts of one prefix; its head folds them away (VIEW-10). */
export function ChartSection({ prefix, count, isFolded, children, onFold }: ChartSectionProps) {
  return (
    <section>
      <h2>
        <button type="button" className="section-head" aria-expanded={!isFolded} onClick={onFold}>
          <Icon name="chevron" /><span className="clip">{prefix === '' ? 'Metrics' : prefix}</span><span className="quiet number">{count}</span>
        </button>
      </h2>
      {!isFolded && <div className="chart-grid">{children}</div>}
    </section>
  );
}
