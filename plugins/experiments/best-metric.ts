/** Which metric tells how good a run is, and whether more or less of it is better. */
export interface Primary {
  readonly name: string;
  readonly mode: 'max' | 'min';
}

/** What the user says in `summary.json`; never taken for the value, only for name and mode (DISK-42). */
export interface Claim {
  readonly name: string | null;
  readonly mode: 'max' | 'min' | null;
}

const lessIsBetter = /loss|err|perplexity|ppl|mse|mae|nll|wer|cer|fid|latency/;
const moreIsBetter = /acc|auc|f1|precision|recall|map|iou|dice|bleu|rouge|score|reward|psnr|ssim|r2|top[15]|success/;
const held = /val|eval|test|dev/;

/**
 * The primary metric of a run: what the user claimed, if such a metric was logged; else the first by name among those
 * whose names tell a direction, where validation goes before training and accuracies before losses.
 */
export function primaryOf(names: Iterable<string>, claim: Claim): Primary | null {
  let best: { readonly rank: number; readonly primary: Primary } | undefined;
  for (const name of names) {
    const candidate = rated(name, claim);
    if (!candidate) continue;
    if (!best || candidate.rank < best.rank || (candidate.rank === best.rank && name < best.primary.name)) best = candidate;
  }
  return best?.primary ?? null;
}

function rated(name: string, claim: Claim): { rank: number; primary: Primary } | undefined {
  const guess = modeOf(name);
  if (name === claim.name) return { rank: 0, primary: { name, mode: claim.mode ?? guess ?? 'max' } };
  if (guess === null || name.startsWith('system/')) return undefined;
  const rank = (held.test(name.toLowerCase()) ? 1 : 3) + (guess === 'max' ? 0 : 1);
  return { rank, primary: { name, mode: guess } };
}

function modeOf(name: string): 'max' | 'min' | null {
  const lower = name.toLowerCase();
  if (lessIsBetter.test(lower)) return 'min';
  return moreIsBetter.test(lower) ? 'max' : null;
}
