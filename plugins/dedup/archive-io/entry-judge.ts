import type { ArchiveEntry, EntryClaim } from './archive-entry.js';
import { nameFault, nameKey } from './entry-name.js';
import type { ArchiveLimits } from './limits.js';
import { refused, shown } from './refusal.js';

interface Known {
  readonly name: string;
  /** `implied`: a folder that only the names of others tell of. */
  readonly kind: 'file' | 'folder' | 'implied';
}

/** Decides on each entry of one archive before a byte of it is read (SEC-60, steps 2 and 3). Throws a refusal. */
export class EntryJudge {
  readonly #limits: ArchiveLimits;
  readonly #known = new Map<string, Known>();
  #nameBytes = 0;
  #totalBytes = 0;

  constructor(limits: ArchiveLimits) {
    this.#limits = limits;
  }

  admit(claim: EntryClaim): asserts claim is EntryClaim & Pick<ArchiveEntry, 'kind'> {
    const fault = nameFault(claim.name);
    if (fault !== undefined) throw refused(fault.code, `The archive holds an entry ${shown(claim.name)}: ${fault.why}.`);
    if (claim.kind === 'other') throw refused('entry-type', `The entry ${shown(claim.name)} is neither a file nor a folder.`);
    this.#admitSize(claim);
    this.#admitFolders(claim.name);
    this.#admitName(claim.name, claim.kind);
  }

  #admitSize({ name, size }: EntryClaim): void {
    const { fileBytes, totalBytes } = this.#limits;
    if (size > fileBytes) throw refused('limit', `The entry ${shown(name)} has ${size} bytes; at most ${fileBytes} are taken in (dedup.archives.fileBytes).`);
    this.#totalBytes += size;
    if (this.#totalBytes > totalBytes) throw refused('limit', `The archive unpacks to more than ${totalBytes} bytes (dedup.archives.totalBytes).`);
  }

  #admitFolders(name: string): void {
    for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
      const folder = name.slice(0, slash);
      const known = this.#known.get(nameKey(folder));
      if (known === undefined) this.#keep(folder, 'implied');
      else if (known.kind === 'file' || known.name !== folder) throw twice(folder, known.name);
    }
  }

  #admitName(name: string, kind: 'file' | 'folder'): void {
    const known = this.#known.get(nameKey(name));
    const isToldNow = known?.kind === 'implied' && kind === 'folder' && known.name === name;
    if (known !== undefined && !isToldNow) throw twice(name, known.name);
    if (isToldNow) this.#known.set(nameKey(name), { name, kind });
    else this.#keep(name, kind);
  }

  #keep(name: string, kind: Known['kind']): void {
    const { entries, nameBytes } = this.#limits;
    this.#known.set(nameKey(name), { name, kind });
    this.#nameBytes += name.length;
    if (this.#known.size > entries) throw refused('limit', `The archive holds more than ${entries} files and folders (dedup.archives.entries).`);
    if (this.#nameBytes > nameBytes) throw refused('limit', `The names in the archive are longer than ${nameBytes} bytes together (dedup.archives.nameBytes).`);
  }
}

function twice(name: string, other: string): Error {
  const how = name === other ? 'is there twice, or is a file and a folder at once' : `cannot lie beside ${shown(other)} on every disk`;
  return refused('entry-twice', `The entry ${shown(name)} ${how}.`);
}
