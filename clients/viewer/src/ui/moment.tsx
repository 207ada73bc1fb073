import { formatMoment, formatMomentFull } from '../pure/format-time.js';

/** A point in time, short; with the zone on hover (VIEW-19). */
export function Moment({ at }: { readonly at: number | null }) {
  if (at === null) return <span className="quiet">–</span>;
  return <time className="number" dateTime={new Date(at * 1000).toISOString()} title={formatMomentFull(at)}>{formatMoment(at, Date.now() / 1000)}</time>;
}
