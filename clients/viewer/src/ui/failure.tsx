import { explain } from '../lib/api-error.js';
import { Icon } from './icon.js';

interface FailureProps {
  readonly error: unknown;
  readonly retry?: () => void;
}

/** What happened and what to do, in the place of what failed (VIEW-146). */
export function Failure({ error, retry }: FailureProps) {
  const { title, hint } = explain(error);
  return (
    <div className="failure" role="alert">
      <Icon name="alert" />
      <div className="grow"><h3>{title}</h3><p>{hint}</p></div>
      {retry !== undefined && <button type="button" className="button small" onClick={retry}>Try again</button>}
    </div>
  );
}
