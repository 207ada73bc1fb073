interface TableFootProps {
  readonly shown: number;
  readonly total: number;
  readonly isLeast: boolean;
  readonly isOld: boolean;
  readonly arrived: number;
}

/** How many rows there are; new runs are said aloud here. */
export function TableFoot({ shown, total, isLeast, isOld, arrived }: TableFootProps) {
  return (
    <div className="table-foot">
      <span className="number">{isLeast && 'at least '}{total.toLocaleString('en')} {total === 1 ? 'run' : 'runs'}{shown < total && <span className="quiet"> · {shown.toLocaleString('en')} fetched</span>}</span>
      <span role="status" aria-live="polite">{arrived > 0 ? `${arrived} new` : isOld ? 'Fetching…' : ''}</span>
    </div>
  );
}
