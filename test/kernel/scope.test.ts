import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Token } from '../../daemon/api/token.js';
import { ContainerScope } from '../../daemon/kernel/scope.js';

const Number = new Token<{ readonly n: number }>('Number');
const Other = new Token<{ readonly n: number }>('Other');

test('a service is made once, on first use, by the scope that declared it', () => {
  let made = 0;
  const root = ContainerScope.root('house');
  root.provide(Number, () => ({ n: ++made }));
  const child = root.child('plugin a');
  assert.equal(made, 0);
  assert.equal(child.get(Number), root.get(Number));
  assert.equal(made, 1);
});

test('a factory sees the scope that declared it, not the one that asked', () => {
  const root = ContainerScope.root('house');
  root.provide(Other, () => ({ n: 1 }));
  root.provide(Number, (scope) => scope.get(Other));
  const child = root.child('plugin a');
  child.provide(Other, () => ({ n: 2 }));
  assert.equal(child.get(Number).n, 1);
  assert.equal(child.get(Other).n, 2);
});

test('a missing service names who asks and what', () => {
  assert.throws(() => ContainerScope.root('house').child('plugin a').get(Number), /plugin a asks for Number, which nobody gives it/);
});

test('two scopes never see what the other provides', () => {
  const root = ContainerScope.root('house');
  root.child('plugin a').provide(Number, () => ({ n: 1 }));
  assert.throws(() => root.child('plugin b').get(Number), /plugin b asks for Number/);
});

test('services in a circle are named in order', () => {
  const root = ContainerScope.root('house');
  root.provide(Number, (scope) => scope.get(Other));
  root.provide(Other, (scope) => scope.get(Number));
  assert.throws(() => root.get(Number), /Number of house -> Other of house -> Number of house/);
});

test('closing runs newest first, children before what was opened earlier, every step, errors together', async () => {
  const order: string[] = [];
  const root = ContainerScope.root('house');
  root.defer(() => void order.push('database'));
  const child = root.child('plugin a');
  child.defer(() => void order.push('a first'));
  child.defer(() => {
    throw new Error('stuck');
  });
  child.defer(async () => void order.push('a last'));
  root.defer(() => void order.push('http'));
  await assert.rejects(root.close(), (failure: AggregateError) => failure.errors.length === 1);
  assert.deepEqual(order, ['http', 'a last', 'a first', 'database']);
});

test('what hangs while closing can be named', async () => {
  const root = ContainerScope.root('house');
  let release = (): void => undefined;
  root.child('plugin slow').defer(() => new Promise<void>((resolve) => (release = resolve)));
  const closing = root.close();
  assert.equal(root.closing, 'plugin slow');
  release();
  await closing;
  assert.equal(root.closing, undefined);
});
