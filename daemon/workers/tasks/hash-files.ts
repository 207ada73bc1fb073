import type { FileFailure, FileHash } from '../../api/hasher.js';
import { asSourceFailure } from './file-failure.js';
import { assertUnchanged, stampOf, withSource } from './open-source.js';
import { Pace } from './pace.js';
import { readThrough } from './read-through.js';

export interface HashTask {
  readonly paths: readonly string[];
  readonly within: string;
  readonly bytesPerSecond: number | undefined;
}

/** Piscina task: hashes files one after the other. */
export function hashFilesTask({ paths, within, bytesPerSecond }: HashTask): (FileHash | FileFailure)[] {
  const pace = new Pace(bytesPerSecond);
  return paths.map((path) => {
    try {
      return hashOne(path, within, pace);
    } catch (failure) {
      return asSourceFailure(failure, path);
    }
  });
}

function hashOne(path: string, within: string, pace: Pace): FileHash {
  return withSource(path, { within }, (descriptor, stat) => {
    const digest = readThrough(descriptor, pace);
    assertUnchanged(descriptor, stat, path);
    return { ok: true, digest, stamp: stampOf(stat) };
  });
}
