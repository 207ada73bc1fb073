/** Bounds of the live face (LIM-20 to 24). */
export interface LiveLimits {
  readonly messageBytes: number;
  readonly fragments: number;
  readonly messagesPerSecond: number;
  /** Seconds of messages that may come at once: a page subscribes to all that it shows when it opens. */
  readonly burst: number;
  readonly subscriptions: number;
  /** Unsent bytes of a socket above which its topics wait for a "refetch". */
  readonly unsentBytes: number;
  /** Unsent bytes above which it is closed. */
  readonly mostUnsentBytes: number;
  readonly pingMs: number;
  readonly silenceMs: number;
  readonly sockets: number;
  readonly socketsPerSession: number;
}

const mebibyte = 1_048_576;

/** The bounds of the specification. */
export const liveLimits: LiveLimits = {
  messageBytes: 65_536,
  fragments: 1024,
  messagesPerSecond: 50,
  burst: 4,
  subscriptions: 200,
  unsentBytes: 4 * mebibyte,
  mostUnsentBytes: 16 * mebibyte,
  pingMs: 30_000,
  silenceMs: 75_000,
  sockets: 256,
  socketsPerSession: 32,
};
