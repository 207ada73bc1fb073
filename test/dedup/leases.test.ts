import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Leases } from '../../plugins/dedup/pool/leases.js';

/** A lease's works, which end when they are told to, and what happened in which order. */
class Stage {
  readonly leases = new Leases();
  readonly told: string[] = [];
  readonly #ends = new Map<string, () => void>();

  work(name: string): () => Promise<string> {
    return async () => {
      this.told.push(`${name} begins`);
      await new Promise<void>((resolve) => this.#ends.set(name, resolve));
      return name;
    };
  }

  async end(...names: string[]): Promise<void> {
    for (const name of names) this.#ends.get(name)?.();
    await settled();
  }
}

/** All that can go on without a new event has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('leases of digests (POOL-20)', () => {
  it('holders of one digest come one after the other, of two digests side by side', async () => {
    const stage = new Stage();
    const works = [stage.leases.hold('a', stage.work('first')), stage.leases.hold('a', stage.work('second')), stage.leases.hold('b', stage.work('other'))];
    await settled();
    assert.deepEqual(stage.told, ['first begins', 'other begins']);
    await stage.end('first', 'other');
    assert.deepEqual(stage.told, ['first begins', 'other begins', 'second begins']);
    await stage.end('second');
    assert.deepEqual(await Promise.all(works), ['first', 'second', 'other']);
  });

  it('sharers come side by side, and a holder waits for all of them', async () => {
    const stage = new Stage();
    const works = [stage.leases.share(['a', 'b'], stage.work('one')), stage.leases.share(['b', 'b', 'c'], stage.work('two')), stage.leases.hold('b', stage.work('holder')), stage.leases.share(['b'], stage.work('late'))];
    await settled();
    assert.deepEqual(stage.told, ['one begins', 'two begins']);
    await stage.end('one');
    assert.deepEqual(stage.told, ['one begins', 'two begins'], 'the other sharer still holds it');
    await stage.end('two');
    assert.deepEqual(stage.told.slice(2), ['holder begins'], 'whoever came after the holder waits for it');
    await stage.end('holder');
    await stage.end('late');
    assert.deepEqual(await Promise.all(works), ['one', 'two', 'holder', 'late']);
  });

  it('works over the same digests in another order do not wait for each other for ever', async () => {
    const stage = new Stage();
    const works = [stage.leases.hold('a', stage.work('first')), stage.leases.share(['a', 'b'], stage.work('one')), stage.leases.hold('b', stage.work('between')), stage.leases.share(['b', 'a'], stage.work('two'))];
    for (const name of ['first', 'one', 'between', 'two']) {
      await settled();
      await stage.end(name);
    }
    assert.deepEqual(await Promise.all(works), ['first', 'one', 'between', 'two']);
  });

  it('a work that fails tells its caller, and frees the digest', async () => {
    const leases = new Leases();
    await assert.rejects(
      leases.hold('a', () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    await assert.rejects(
      leases.share(['a'], () => Promise.reject(new Error('broken too'))),
      /broken too/,
    );
    await settled();
    assert.equal(leases.isFree('a'), true);
  });
});
