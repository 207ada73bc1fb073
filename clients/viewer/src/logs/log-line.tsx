import { memo } from 'react';
import { markHits } from '../pure/find-in-rows.js';
import type { Row } from '../pure/terminal-row.js';

const longest = 20_000;

/** One row of a log as text nodes in styled spans: nothing in it becomes markup (VIEW-94). */
export const LogLine = memo(function LogLine({ row, search }: { readonly row: Row; readonly search: string }) {
  const isLong = row.text.length > longest;
  const spans = isLong ? [{ text: row.text.slice(0, longest), classes: '' }] : row.spans;
  return (
    <>
      {markHits(spans, search).map(({ text, classes, isHit }, i) => (isHit ? <mark key={i} className={classes}>{text}</mark> : classes === '' ? text : <span key={i} className={classes}>{text}</span>))}
      {isLong && <span className="quiet"> … {row.text.length - longest} more characters in this line</span>}
    </>
  );
});
