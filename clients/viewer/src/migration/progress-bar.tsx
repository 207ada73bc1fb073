interface ProgressBarProps {
  readonly label: string;
  /** From 0 to 1; null while it is not known how much there is. */
  readonly share: number | null;
}

/** How much is done, as a bar that only grows. */
export function ProgressBar({ label, share }: ProgressBarProps) {
  const percent = share === null ? undefined : Math.floor(share * 100);
  return (
    <div className={`progress${share === null ? ' unknown' : ''}`} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <i style={{ transform: `scaleX(${share ?? 1})` }} />
    </div>
  );
}
