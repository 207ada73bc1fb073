import { RunkeepError } from '../../daemon/api/errors.js';
import type { MigrationFinding } from '../../schemas/migration.js';

/** The parts of a finding that are not always there. */
export type Place = Partial<Pick<MigrationFinding, 'experiment_id' | 'path' | 'offset' | 'length'>>;

/** A finding whose other parts are null. */
export function finding(severity: MigrationFinding['severity'], code: string, message: string, hint: string, place: Place = {}): MigrationFinding {
  return { severity, code, experiment_id: null, path: null, offset: null, length: null, ...place, message, hint };
}

/** Text as every database and JSON reader takes it: a lone surrogate or NUL of a name becomes U+FFFD. */
export function plainText(text: string): string {
  return text.replace(/[\0\ud800-\udfff]/gu, '\ufffd');
}

/** What went wrong and what to do, as one text. */
export function withHint(cause: unknown, hint: string | undefined = cause instanceof RunkeepError ? cause.hint : undefined): string {
  const sentence = cause instanceof Error ? cause.message : String(cause);
  return hint === undefined ? sentence : `${sentence.replace(/\.$/, '')}. ${hint.charAt(0).toUpperCase()}${hint.slice(1)}`;
}
