import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../support/runicorn-artifacts.js';
import { Pool } from '../../plugins/dedup/tokens.js';
import type { House } from './house.js';

/** Stores texts in the pool of a house, and refers to them by versions as rows alone. */
export class VersionsOf {
  readonly house: House;

  constructor(house: House) {
    this.house = house;
  }

  /** Takes a text in; answers its digest. */
  async store(text: string | Uint8Array): Promise<string> {
    const from = join(this.house.root.path, 'sources', randomUUID());
    mkdirSync(join(this.house.root.path, 'sources'), { recursive: true });
    writeFileSync(from, text);
    const { digest } = await this.house.scope.get(Pool).store({ from, size: Buffer.byteLength(text), method: 'any' });
    return digest;
  }

  /** A version of the model `name` with these digests as its files, written while the pool keeps them. */
  async refer(name: string, version: number, digests: readonly string[], more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = `${name}-${version}`;
    const { database } = this.house;
    await this.house.scope.get(Pool).keeping(digests, () => database.write(async (transaction) => {
      await transaction('dedup_artifacts').insert({ id: `model-${name}`, type: 'model', name, created_at: 1, updated_at: 1 }).onConflict('id').ignore();
      await transaction('dedup_versions').insert({ id, artifact_id: `model-${name}`, version, created_at: version, updated_at: 1, status: 'ready', size_bytes: 1, num_files: digests.length, num_references: 0, ...more });
      for (const [index, digest] of digests.entries()) await transaction('dedup_files').insert({ version_id: id, path: `file-${index}`, digest, size: 1, state: 'ok' });
    }));
    return id;
  }

  /** Says that a version was made here, and lays its documents out as a published one has them; answers its folder. */
  async publish(name: string, version: number): Promise<string> {
    const { database, root } = this.house;
    const folder = join(root.path, 'artifacts/model', name, `v${version}`);
    mkdirSync(join(folder, 'files'), { recursive: true });
    writeFileSync(join(folder, 'manifest.json'), '{"files":[]}', { mode: 0o444 });
    for (const path of [join(folder, 'files'), folder]) chmodSync(path, 0o555);
    const isKnown = await database.reader.schema.hasColumn('dedup_versions', 'made_here');
    await database.write(async (transaction) => {
      if (!isKnown) await transaction.schema.alterTable('dedup_versions', (table) => {
        table.boolean('made_here');
        table.text('home');
      });
      await transaction('dedup_versions').where({ id: `${name}-${version}` }).update({ manifest_digest: sha256('{"files":[]}') });
      await transaction('dedup_versions').where({ id: `${name}-${version}` }).update({ made_here: true, home: 'root' });
    });
    return folder;
  }

  async forget(id: string): Promise<void> {
    await this.house.database.write((transaction) => transaction('dedup_versions').where({ id }).delete());
  }

  /** Where the pool keeps these bytes. */
  objectOf(text: string): string {
    const digest = sha256(text);
    return join(this.house.root.path, 'artifacts/.dedup', digest.slice(0, 2), digest);
  }

  async blobs(): Promise<string[]> {
    return (await this.house.database.reader('dedup_blobs').orderBy('digest').select<{ digest: string }[]>('digest')).map(({ digest }) => digest);
  }
}
