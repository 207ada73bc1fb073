import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { watchSize } from '../lib/watch-size.js';
import type { ReportRow } from '../pure/report-rows.js';
import { FindingLine } from './finding-line.js';
import { RunLine } from './run-line.js';

const headHeight = 52;
const findingHeight = 92;

/** The findings in view and a few around them, run by run; the rest is height only. */
export function FindingsList({ rows }: { readonly rows: readonly ReportRow[] }) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const page = list.current?.closest('main');
    // What stands above grows and shrinks with the migration, and the page with it.
    return page ? watchSize(page, () => setTop(list.current?.offsetTop ?? 0)) : undefined;
  }, []);
  const virtual = useWindowVirtualizer({ count: rows.length, estimateSize: (index) => (rows[index]?.kind === 'head' ? headHeight : findingHeight), overscan: 10, scrollMargin: top });
  return (
    <div ref={list} className="card findings" role="list" aria-label="Findings" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start, key }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <div key={key} ref={virtual.measureElement} data-index={index} role="listitem" aria-posinset={index + 1} aria-setsize={rows.length} className={row.kind} style={{ transform: `translateY(${start - top}px)` }}>
            {row.kind === 'head' ? <RunLine run={row.run} count={row.count} /> : <FindingLine finding={row.finding} runDir={row.run?.run_dir ?? null} />}
          </div>
        );
      })}
    </div>
  );
}
