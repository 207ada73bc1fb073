/** What `runkeep` says when it ends. The README lists them; 64, 70, 74 and 75 are also the daemon's own (REL-72). */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** `fsck` only: everything that it found was put right. */
  repaired: 1,
  /** `fsck` only: what it found is still there, or it could not look. */
  damaged: 2,
  usage: 64,
  noDaemon: 69,
  bug: 70,
  root: 74,
  locked: 75,
  notProven: 76,
  notAllowed: 77,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
