import { randomUUID } from 'node:crypto';

/** What an upload brings, as it was announced. */
export interface Announced {
  readonly digest: string;
  readonly size: number;
}

const upload = /^upload-([0-9a-f]{64})-(0|[1-9]\d{0,15})$/;

/** The name in `.staging` of a file that is being stored; after a crash it is of no use (REL-32). */
export function storeName(): string {
  return `store-${randomUUID()}`;
}

/** The name of an upload: it says all that is needed to go on with it after a crash. */
export function uploadName({ digest, size }: Announced): string {
  return `upload-${digest}-${size}`;
}

/** What the name says; undefined: it is no upload's. */
export function announcedBy(name: string): Announced | undefined {
  const [, digest, size] = upload.exec(name) ?? [];
  return digest === undefined ? undefined : { digest, size: Number(size) };
}
