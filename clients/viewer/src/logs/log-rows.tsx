import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { LogState } from './log-feed.js';
import { LogLine } from './log-line.js';

interface LogRowsProps {
  readonly log: LogState;
  readonly search: string;
  readonly hits: ReadonlySet<number>;
  /** The row that the search is at; -1 = none. */
  readonly hit: number;
  readonly isWrapped: boolean;
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
  readonly onTop: () => void;
}

const lineHeight = 20;
const nearEnd = 24;
const nearTop = 200;

/** The rows in view; sticks to the end while following (VIEW-92). */
export function LogRows({ log, search, hits, hit, isWrapped, isFollowing, onFollow, onTop }: LogRowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, earlier } = log;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => lineHeight, overscan: 20 });
  const lastTop = useRef(0);

  useLayoutEffect(() => {
    if (earlier > 0 && scroller.current !== null) scroller.current.scrollTop += earlier * lineHeight;
  }, [rows, earlier]);
  useLayoutEffect(() => {
    if (isFollowing && rows.length > 0) virtual.scrollToIndex(rows.length - 1, { align: 'end' });
  }, [rows, isFollowing, isWrapped, virtual]);
  useEffect(() => {
    if (hit >= 0) virtual.scrollToIndex(hit, { align: 'center' });
  }, [hit, virtual]);
  useEffect(() => virtual.measure(), [isWrapped, virtual]);

  return (
    <div
      ref={scroller} className={`log${isWrapped ? ' wrapped' : ''}`} tabIndex={0} role="log" aria-label="Log" aria-live="off"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        const isUp = scrollTop < lastTop.current;
        lastTop.current = scrollTop;
        const isAtEnd = scrollHeight - scrollTop - clientHeight < nearEnd;
        if (isAtEnd !== isFollowing && (isAtEnd || isUp)) onFollow(isAtEnd);
        if (isUp && scrollTop < nearTop) onTop();
      }}
    >
      <div className="log-lines" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return <div key={key} ref={isWrapped ? virtual.measureElement : undefined} data-index={index} className={`log-line${hits.has(index) ? ' hit' : ''}${index === hit ? ' current-hit' : ''}`} style={{ transform: `translateY(${start}px)` }}><LogLine row={row} search={search} /></div>;
        })}
      </div>
    </div>
  );
}
