import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plugin } from '../../daemon/api/plugin.js';
import { Token } from '../../daemon/api/token.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { PluginHost } from '../../daemon/kernel/plugin-host.js';
import { inOrder } from '../../daemon/kernel/plugin-order.js';
import { ContainerScope } from '../../daemon/kernel/scope.js';
import { quietLog } from '../support/quiet-log.js';

const Greeting = new Token<{ readonly text: string }>('Greeting');

function host(plugins: readonly Plugin[]): { readonly host: PluginHost; readonly house: ContainerScope } {
  const house = ContainerScope.root('house');
  return { host: new PluginHost(inOrder(plugins, []), house, () => ({}), quietLog), house };
}

const giver: Plugin = { id: 'giver', gives: [Greeting], services: (scope) => scope.provide(Greeting, () => ({ text: 'hello' })) };

test('a contract reaches the plugin that needs it', async () => {
  let heard = '';
  const taker: Plugin = { id: 'taker', needs: [Greeting], start: async (scope) => void (heard = scope.get(Greeting).text) };
  const { host: hosted } = host([taker, giver]);
  hosted.services();
  await hosted.start(systemClock);
  assert.equal(heard, 'hello');
});

test('a contract is hidden from a plugin that does not say that it needs it (SEC-51)', async () => {
  const thief: Plugin = { id: 'thief', start: async (scope) => void scope.get(Greeting) };
  const { host: hosted } = host([giver, thief]);
  hosted.services();
  await assert.rejects(hosted.start(systemClock), /plugin thief failed in its start: plugin thief asks for Greeting/);
});

test('the first failing start closes what was opened, newest first', async () => {
  const closed: string[] = [];
  const opening = (id: string, fail = false): Plugin => ({
    id,
    start: async (scope) => {
      scope.defer(() => void closed.push(id));
      if (fail) throw new Error('no disk');
    },
  });
  const { host: hosted, house } = host([opening('a'), opening('b', true), opening('c')]);
  hosted.services();
  await assert.rejects(hosted.start(systemClock), /plugin b failed in its start: no disk/);
  await house.close();
  assert.deepEqual(closed, ['b', 'a']);
});
