import type { Condition, Health } from '../api/health.js';

/** Keeps the last word of each part. */
export class PartsHealth implements Health {
  readonly #conditions = new Map<string, Condition>();

  report(part: string, condition: Condition): void {
    this.#conditions.set(part, condition);
  }

  conditions(): ReadonlyMap<string, Condition> {
    return this.#conditions;
  }

  get ok(): boolean {
    return [...this.#conditions.values()].every((condition) => condition.ok);
  }
}
