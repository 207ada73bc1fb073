interface SegmentsProps<Value extends string> {
  /** What is chosen here. */
  readonly label: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  readonly onChange: (value: Value) => void;
}

/** A choice of one out of few, all of them visible. */
export function Segments<Value extends string>({ label, value, options, onChange }: SegmentsProps<Value>) {
  const step = (by: number) => {
    const at = options.findIndex(([option]) => option === value);
    const next = options[(at + by + options.length) % options.length];
    if (next !== undefined) onChange(next[0]);
  };
  return (
    <div className="segments" role="radiogroup" aria-label={label}>
      {options.map(([option, text]) => (
        <button
          key={option} type="button" role="radio" aria-checked={option === value} tabIndex={option === value ? 0 : -1}
          onClick={() => onChange(option)}
          onKeyDown={({ key, currentTarget }) => {
            const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
            if (by === 0) return;
            step(by);
            const sibling = by > 0 ? currentTarget.nextElementSibling : currentTarget.previousElementSibling;
            if (sibling instanceof HTMLElement) sibling.focus();
          }}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
