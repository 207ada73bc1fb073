import type { ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  readonly count?: number;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** A titled card of the overview. */
export function Panel({ title, count, tools, children }: PanelProps) {
  return (
    <section className="card panel" aria-label={title}>
      <header><h2>{title}</h2>{count !== undefined && <span className="quiet number">{count}</span>}<span className="grow" />{tools}</header>
      <div className="body">{children}</div>
    </section>
  );
}
