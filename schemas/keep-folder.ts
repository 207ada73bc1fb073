/** What decides where the state of a user lies. */
export interface StateHome {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Where Runkeep keeps what is its own of a root that this user cannot write to: under the user's state folder, named by the SHA-256 (hex) of
 * the root's real path. Daemon and command line reckon alike, so that one finds the other.
 */
export function keepElsewhere(sha256: string, { home, environment }: StateHome): string {
  const state = environment['XDG_STATE_HOME'];
  // A relative path is to be ignored, says the XDG specification.
  const folder = state?.startsWith('/') === true ? state : `${home}/.local/state`;
  return `${folder}/runkeep/${sha256.slice(0, 32)}`;
}
