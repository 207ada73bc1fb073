import type { Fault } from './filter-check.js';

const around = 40;

/** A mistake in the filter, marked where it stands. */
export function FilterFault({ text, fault }: { readonly text: string; readonly fault: Fault | null }) {
  if (fault === null) return null;
  const at = fault.column === null ? null : Math.min(fault.column - 1, text.length);
  return (
    <div className="filter-error" role="alert">
      {at !== null && <pre aria-hidden="true">{at > around && '…'}{text.slice(Math.max(0, at - around), at)}<mark>{text.slice(at, at + 1) || '␣'}</mark>{text.slice(at + 1, at + around)}</pre>}
      <span><strong>{fault.sentence}{at === null ? '' : ` (column ${at + 1})`}.</strong> {fault.hint}</span>
    </div>
  );
}
