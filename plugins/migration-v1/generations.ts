import type { Experiment } from '../../schemas/experiments.js';

/** What Runicorn left in a root, as far as names tell. */
export interface RootSigns {
  readonly layouts: ReadonlySet<Experiment['layout']>;
  /** Folders of artifacts below `artifacts/`. */
  readonly artifacts: boolean;
  readonly archive: boolean;
  /** `runicorn.db` at the root. */
  readonly database: boolean;
  /** `index/runicorn.db`. */
  readonly index: boolean;
}

/** The generations that wrote a root (section 2 of the formats), oldest first; none = nothing of Runicorn. */
export function generationsOf(signs: RootSigns): string[] {
  const { layouts } = signs;
  const isNested = layouts.has('path') || signs.index || signs.archive;
  const found: readonly (readonly [string, boolean])[] = [
    ['G0', layouts.has('flat')],
    ['G1', layouts.has('project-name') && !signs.database && !signs.artifacts],
    ['G2', signs.database && (layouts.has('project-name') || layouts.size === 0)],
    ['G2a', signs.database && signs.artifacts],
    ['G3', signs.artifacts && !signs.database],
    ['G4', isNested],
    ['G5', layouts.has('recycle') || (signs.database && isNested && !layouts.has('project-name'))],
  ];
  return found.filter(([, isThere]) => isThere).map(([name]) => name);
}
