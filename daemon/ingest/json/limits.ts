/** Bounds of one event (LIM-01, 02). */
export interface EventLimits {
  /** Bytes of a line. */
  readonly lineBytes: number;
  /** Keys of an event at all levels, its bookkeeping not counted. */
  readonly keys: number;
  readonly depth: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

/** The defaults of LIM-01 and LIM-02. */
export const defaultEventLimits: EventLimits = {
  lineBytes: 8 * 1024 * 1024,
  keys: 10_000,
  depth: 64,
  keyBytes: 4096,
  valueBytes: 1024 * 1024,
};
