import type { TakenOver } from '../../../schemas/contracts/experiment-catalog.js';
import type { OwnFacts } from './own-facts.js';
import type { Standing } from './own-rows.js';

/** Own facts with what other records know, as far as neither the files nor people said anything; undefined when that adds nothing. */
export function withTakenOver({ own, files }: Standing, { alias, tags, notes, archived, deletion }: TakenOver): OwnFacts | undefined {
  const added: OwnFacts = {
    ...(alias !== undefined && alias !== '' && own.alias === undefined && files.alias === null && { alias }),
    ...(tags !== undefined && tags.length > 0 && own.tags === undefined && files.tags.length === 0 && { tags: [...tags] }),
    ...(notes !== undefined && notes !== '' && own.notes === undefined && { notes }),
    ...(archived === true && own.archived === undefined && { archived }),
    ...(deletion !== undefined && own.deletion === undefined && files.deleted_at === null && { deletion }),
  };
  return Object.keys(added).length === 0 ? undefined : { ...own, ...added };
}
