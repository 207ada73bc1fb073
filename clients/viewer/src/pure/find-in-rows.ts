import type { Span } from './terminal-row.js';

/** A stretch of a row: with its classes, and whether it is part of a hit. */
export interface MarkedSpan extends Span {
  readonly isHit: boolean;
}

/** Indexes of the rows that hold `wanted`, upper and lower case alike. */
export function rowsWith(texts: readonly string[], wanted: string): number[] {
  const lower = wanted.toLowerCase();
  return lower === '' ? [] : texts.flatMap((text, i) => (text.toLowerCase().includes(lower) ? [i] : []));
}

/** The spans of a row, cut where hits begin and end. */
export function markHits(spans: readonly Span[], wanted: string): MarkedSpan[] {
  const lower = wanted.toLowerCase();
  if (lower === '') return spans.map((span) => ({ ...span, isHit: false }));
  const text = spans.map((span) => span.text).join('').toLowerCase();
  const borders = new Set<number>();
  const hits: number[] = [];
  for (let at = text.indexOf(lower); at >= 0; at = text.indexOf(lower, at + lower.length)) {
    hits.push(at);
    borders.add(at).add(at + lower.length);
  }
  let from = 0;
  return spans.flatMap((span) => {
    const start = from;
    from += span.text.length;
    const cuts = [start, ...[...borders].filter((border) => border > start && border < from), from];
    return cuts.slice(1).map((end, i) => {
      const begin = cuts[i] ?? start;
      return { text: span.text.slice(begin - start, end - start), classes: span.classes, isHit: hits.some((hit) => begin >= hit && begin < hit + lower.length) };
    });
  });
}
