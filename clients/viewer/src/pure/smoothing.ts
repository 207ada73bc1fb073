/** Ways to smooth a line; what each parameter means stands beside its control. */
export const smoothingKinds = ['ema', 'time-ema', 'mean', 'gaussian'] as const;
export type SmoothingKind = (typeof smoothingKinds)[number];

/** How the daemon smooths the lines of the page. */
export interface Smoothing {
  readonly kind: SmoothingKind;
  readonly parameter: number;
}

/** What a parameter may be, and what a control offers of it. */
export interface SmoothingRange {
  readonly least: number;
  readonly most: number;
  readonly usual: number;
  readonly step: number;
}

/** The daemon takes any half-life and any window; the ends here are those that a picture still shows. */
export const smoothingRanges: Readonly<Record<SmoothingKind, SmoothingRange>> = {
  ema: { least: 0, most: 0.99, usual: 0.6, step: 0.01 },
  'time-ema': { least: 1e-6, most: 1e9, usual: 100, step: 1 },
  mean: { least: 1, most: 1e9, usual: 100, step: 1 },
  gaussian: { least: 0.1, most: 500, usual: 10, step: 0.5 },
};

/** The parameter within its range: whole where points are counted, the usual one when it is no number. */
export function smoothingOf(kind: SmoothingKind, parameter: number): Smoothing {
  const { least, most, usual } = smoothingRanges[kind];
  if (Number.isNaN(parameter)) return { kind, parameter: usual };
  const inside = Math.min(most, Math.max(least, parameter));
  return { kind, parameter: kind === 'mean' ? Math.round(inside) : inside };
}

/** Reads `kind:parameter`, or the weight of an `ema` alone; null = off, as an average of no weight is. */
export function parseSmoothing(text: string | null): Smoothing | null {
  if (text === null) return null;
  const [, word, number] = /^(?:([a-z-]+):)?([^:]+)$/.exec(text) ?? [];
  const kind = smoothingKinds.find((known) => known === (word ?? 'ema'));
  const parameter = Number(number);
  if (kind === undefined || Number.isNaN(parameter)) return null;
  const smoothing = smoothingOf(kind, parameter);
  return kind === 'ema' && smoothing.parameter === 0 ? null : smoothing;
}

/** What `parseSmoothing` reads. */
export function formatSmoothing({ kind, parameter }: Smoothing): string {
  return `${kind}:${parameter}`;
}
