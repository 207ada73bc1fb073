import { entriesOf, textOf } from '../field.js';
import { orNull } from '../sql-text.js';

/** The primary metric that the user claims in `summary.json`: name and mode, never the value (DISK-42). */
export function claimOf(summary: unknown): { claimed_metric: string | null; claimed_mode: string | null } {
  const name = textOf(summary, 'best_metric_name') ?? nameInKey(summary);
  const mode = textOf(summary, 'best_metric_mode');
  return { claimed_metric: orNull(name), claimed_mode: mode === 'max' || mode === 'min' ? mode : null };
}

/** The first versions wrote `best_val_acc_top1` for a metric `val_acc_top1`. */
function nameInKey(summary: unknown): string | null {
  const key = entriesOf(summary).map(([name]) => name).find((name) => name.startsWith('best_') && !name.startsWith('best_metric'));
  return key === undefined ? null : key.slice('best_'.length);
}
