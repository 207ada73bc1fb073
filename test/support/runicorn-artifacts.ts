import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** SHA-256 in hex. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface Index {
  versions: { version: number; created_at: number; status: string; aliases: string[] }[];
  aliases: Record<string, number>;
}

/** Artifacts as Runicorn 0.4 keeps them: files of versions are hard links to a pool, and both can be written to. */
export class RunicornArtifacts {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Adds a version that holds `files`; answers its folder, relative to the root. */
  log(type: string, name: string, files: Readonly<Record<string, string | Uint8Array>>, metadata: Readonly<Record<string, unknown>> = {}): string {
    const home = `artifacts/${type}/${name}`;
    const index = this.#index(home);
    const version = index.versions.length + 1;
    const folder = `${home}/v${version}`;
    for (const [path, bytes] of Object.entries(files)) this.#place(`${folder}/files/${path}`, bytes);
    const manifest = JSON.stringify({ files: Object.entries(files).map(([path, bytes]) => ({ path, size: Buffer.byteLength(bytes), digest: `sha256:${sha256(bytes)}`, modified_at: 1 })), references: [], created_at: 1 });
    this.write(`${folder}/manifest.json`, manifest);
    this.write(`${folder}/metadata.json`, JSON.stringify({ name, type, version, created_at: version, status: 'ready', tags: [], metadata: {}, manifest_digest: sha256(manifest), ...metadata }));
    index.versions.push({ version, created_at: version, status: 'ready', aliases: ['latest'] });
    index.aliases['latest'] = version;
    this.write(`${home}/versions.json`, JSON.stringify(index));
    return folder;
  }

  /** Where the pool keeps these bytes, relative to the root. */
  poolPath(bytes: string | Uint8Array): string {
    const digest = sha256(bytes);
    return `artifacts/.dedup/${digest.slice(0, 2)}/${digest}`;
  }

  /** A blob of the newer archive; answers its path, relative to the root. */
  archive(bytes: string): string {
    const digest = sha256(bytes);
    const path = `archive/blobs/${digest.slice(0, 2)}/${digest}`;
    this.write(path, bytes);
    return path;
  }

  /** A folder that the newer archive saved; answers its manifest's path. */
  collect(files: Readonly<Record<string, string>>): string {
    const named = Object.entries(files).map(([rel, bytes]) => ({ rel, digest: sha256(bytes), size: bytes.length })).sort((one, other) => (one.rel < other.rel ? -1 : 1));
    for (const bytes of Object.values(files)) this.archive(bytes);
    const fingerprint = sha256(named.map(({ rel, digest }) => `${rel}\0${digest}\0`).join(''));
    const path = `archive/manifests/datasets/${fingerprint.slice(0, 2)}/${fingerprint}.json`;
    this.write(path, JSON.stringify({ fingerprint, created_at: 1, source_path: '/elsewhere', files: Object.fromEntries(named.map(({ rel, digest, size }) => [rel, { sha256: digest, size_bytes: size }])) }));
    return path;
  }

  write(path: string, bytes: string | Uint8Array): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), bytes);
  }

  #place(path: string, bytes: string | Uint8Array): void {
    const pool = this.poolPath(bytes);
    if (!existsSync(join(this.root, pool))) this.write(pool, bytes);
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    linkSync(join(this.root, pool), join(this.root, path));
  }

  #index(home: string): Index {
    const path = join(this.root, home, 'versions.json');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Index) : { versions: [], aliases: {} };
  }
}
