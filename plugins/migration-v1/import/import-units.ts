import { join } from 'node:path';
import type { MigrationFinding } from '../../../schemas/migration.js';
import { finding } from '../finding.js';
import { errnoOf } from './errno.js';
import { placeUnit, type Placing } from './place-unit.js';
import { endsImport, hintFor } from './refusal.js';
import { standingOf } from './standing.js';
import type { Fate, Tally } from './tally.js';
import type { Unit } from './unit.js';

export interface ImportUnits extends Placing {
  readonly tally: Tally;
  /** Nothing is copied; `copied` counts what would be. */
  readonly isDry: boolean;
}

/** Takes in one unit after the other. What fails is told, and the next one comes; only a disk that takes nothing more ends it, and the end of the daemon. */
export async function importUnits(work: ImportUnits, units: readonly Unit[]): Promise<void> {
  for (const unit of units) {
    work.signal.throwIfAborted();
    work.tally.settle(unit, await fateOf(work, unit));
  }
}

const taken = new Set(['EEXIST', 'ENOTEMPTY', 'ENOTDIR']);

async function fateOf(work: ImportUnits, unit: Unit): Promise<Fate> {
  try {
    return await imported(work, unit);
  } catch (failure) {
    work.signal.throwIfAborted();
    if (endsImport(failure)) throw failure;
    const isTaken = taken.has(errnoOf(failure));
    work.tally.tell(isTaken ? conflict(unit, unit.path) : notCopied(unit, work.root, failure));
    return isTaken ? 'conflicts' : 'failed';
  }
}

async function imported(work: ImportUnits, unit: Unit): Promise<Fate> {
  const standing = await standingOf(work, unit);
  if (standing === 'equal') {
    for (const { shared, path } of unit.files) if (shared !== null) work.shared.set(shared, join(work.root, path));
    return 'equal';
  }
  if (standing !== 'absent') {
    work.tally.tell(conflict(unit, standing.differs));
    return 'conflicts';
  }
  const grown = work.isDry ? [] : await placeUnit(work, unit);
  for (const path of grown) work.tally.tell(finding('odd', 'still-growing', `${path} changed while it was copied; what it held at first came in`, 'Import again into another place once its program has ended, or adopt it where it is.', { path }));
  return 'copied';
}

function conflict({ path }: Unit, place: string): MigrationFinding {
  return finding('odd', 'conflict', `${path} was left alone: something else lies in its place (${place})`, 'Move one of the two away, or keep the other root with a daemon of its own.', { path: place });
}

function notCopied({ path }: Unit, root: string, failure: unknown): MigrationFinding {
  return finding('lost', 'not-copied', `${path} was not copied: ${failure instanceof Error ? failure.message : String(failure)}`, hintFor(failure, root), { path });
}
