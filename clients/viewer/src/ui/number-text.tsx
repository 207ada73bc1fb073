import { formatNumber } from '../pure/format-number.js';

/** A number in four digits; in full on hover (VIEW-19). */
export function NumberText({ value }: { readonly value: number }) {
  return <span className="number" title={String(value)}>{formatNumber(value)}</span>;
}
