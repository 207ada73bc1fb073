import { Token } from './token.js';

/** The storage root that this daemon keeps. */
export interface Root {
  /** Absolute real path of the root. */
  readonly path: string;
  /** `<root>/.runkeep` unless `--keep` names another folder, 0700: token, lock, staging, logs, sidecars. */
  readonly keep: string;
  /** Absolute path of `runkeep.db`. */
  readonly database: string;
}
export const Root = new Token<Root>('Root');
