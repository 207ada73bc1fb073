import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sideBySide } from '../../plugins/dedup/pool/side-by-side.js';

/** Works that end when they are told to; `most` is what was under way at once. */
class Works {
  weight = 0;
  most = 0;
  readonly begun: number[] = [];

  readonly work = async (own: number): Promise<number> => {
    this.begun.push(own);
    this.weight += own;
    this.most = Math.max(this.most, this.weight);
    await new Promise((resolve) => setImmediate(resolve));
    this.weight -= own;
    if (own === 13) throw new Error('broken');
    return own * 2;
  };
}

test('answers come in the order of the members, and no more is under way than allowed', async () => {
  const works = new Works();
  assert.deepEqual(await sideBySide([1, 1, 1, 1, 1], 2, works.work), [2, 2, 2, 2, 2]);
  assert.equal(works.most, 2);
});

test('members weigh what they are said to, and one that is heavier than all that is allowed comes alone', async () => {
  const works = new Works();
  assert.deepEqual(await sideBySide([2, 3, 9, 1], 5, works.work, (own) => own), [4, 6, 18, 2]);
  assert.equal(works.most, 9);
});

test('after a failure nothing more is begun, and what was begun has ended', async () => {
  const works = new Works();
  await assert.rejects(sideBySide([1, 13, 2, 3, 4, 5], 2, works.work), /broken/);
  assert.deepEqual([works.weight, works.begun.includes(5)], [0, false]);
});

test('nothing takes nothing', async () => {
  assert.deepEqual(await sideBySide([], 2, () => Promise.reject(new Error('never'))), []);
});
