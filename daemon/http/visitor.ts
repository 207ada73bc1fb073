import type { Right } from '../api/route.js';
import type { Face } from './host-rule.js';

/** Who asks, after the gate: the holder of the token, a browser session, or nobody where that is enough. */
export type Visitor =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'token'; readonly id: 'token'; readonly generation: number; readonly rights: ReadonlySet<Right> }
  | { readonly kind: 'session'; readonly id: string; readonly generation: number; readonly rights: ReadonlySet<Right>; readonly cookie: string };

/** A request that passed the gate. */
export interface Visit {
  readonly face: Face;
  readonly visitor: Visitor;
}
