import type { ReferredContent } from './references.js';

/** What one group holds. */
export interface Sums {
  readonly versions: number;
  readonly bytes: number;
  readonly stored_bytes: number;
  readonly unique_bytes: number;
  readonly shared_bytes: number;
  readonly freed_bytes: number;
}

type Counted = { -readonly [Name in keyof Omit<Sums, 'shared_bytes'>]: number };

/** Adds up contents by group: who alone refers to a content holds it alone. */
export class GroupSums {
  readonly #groupOf: (version: string) => string;
  readonly #counted = new Map<string, Counted>();

  constructor(groupOf: (version: string) => string) {
    this.#groupOf = groupOf;
  }

  add({ size, isPooled, isArchived, references }: ReferredContent): void {
    const groups = new Set<string>();
    for (const { version_id } of references) {
      const group = this.#groupOf(version_id);
      this.#of(group).bytes += size;
      groups.add(group);
    }
    const isUnique = groups.size === 1 && !isArchived;
    for (const group of groups) {
      const counted = this.#of(group);
      counted.stored_bytes += size;
      if (isUnique) counted.unique_bytes += size;
      if (isUnique && isPooled) counted.freed_bytes += size;
    }
  }

  /** Counts a version, with or without files. */
  addVersion(version: string): void {
    this.#of(this.#groupOf(version)).versions++;
  }

  get groups(): ReadonlyMap<string, Sums> {
    return new Map([...this.#counted].map(([group, counted]) => [group, { ...counted, shared_bytes: counted.stored_bytes - counted.unique_bytes }]));
  }

  #of(group: string): Counted {
    let counted = this.#counted.get(group);
    if (counted === undefined) this.#counted.set(group, (counted = { versions: 0, bytes: 0, stored_bytes: 0, unique_bytes: 0, freed_bytes: 0 }));
    return counted;
  }
}
