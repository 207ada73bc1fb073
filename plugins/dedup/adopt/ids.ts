import { createHash } from 'node:crypto';

/** Ids follow from names, so that adopting twice gives the same rows. */
export function artifactId(type: string, name: string): string {
  return createHash('sha256').update(`${type}\0${name}`).digest('hex').slice(0, 32);
}

/** A version of an artifact. */
export function versionId(artifact: string, version: number): string {
  return `${artifact}.${version}`;
}
