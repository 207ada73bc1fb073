/** Points of one experiment in the order of its files, as columns; arrays share the length `points`. */
export interface ExportBatch {
  readonly experimentId: string;
  readonly points: number;
  readonly ts: Float64Array;
  /** NaN = no step. */
  readonly step: Float64Array;
  /** Ordinal of the metrics event in its file. */
  readonly row: Float64Array;
  readonly value: Float64Array;
  /** ValueKind of each. */
  readonly kind: Uint8Array;
  /** Index into `names`. */
  readonly name: Int32Array;
  /** Index into `stages`, or -1. */
  readonly stage: Int32Array;
  /** Only grow from batch to batch of one file. */
  readonly names: readonly string[];
  readonly stages: readonly string[];
}

/** Writes batches as the bytes of one file: what `begin`, every `batch` and `end` gave, one after the other. */
export interface Encoder {
  begin(): Uint8Array;
  batch(batch: ExportBatch): Uint8Array;
  end(): Uint8Array;
}

/** The columns of every export: those of the seed's table `metrics`, and what tells points apart. */
export const exportColumns = ['experiment_id', 'timestamp', 'metric_name', 'metric_value', 'step', 'stage', 'row', 'kind'] as const;
