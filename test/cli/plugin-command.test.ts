import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callOf, type PluginCommand } from '../../clients/cli/plugin-command.js';

const promote: PluginCommand = {
  plugin: 'registry', name: 'model promote', summary: 'sets a stage', method: 'POST', path: '/api/registry/models/:name/stage',
  arguments: [{ name: 'name', summary: 'model', required: true }],
  options: [{ name: 'version', summary: 'number', kind: 'number' }, { name: 'stage', summary: 'stage' }],
};

test('what a route has in its path is filled there, the rest becomes the body with its kinds', () => {
  const call = callOf(promote, new Map<string, unknown>([['name', '../a b'], ['version', '3'], ['stage', undefined]]));
  assert.deepEqual(call, { path: '/api/registry/models/..%2Fa%20b/stage', query: {}, body: { version: 3 } });
});

test('a GET carries its inputs in the query, lists repeated', () => {
  const list: PluginCommand = { plugin: 'registry', name: 'model ls', summary: 'models', method: 'GET', path: '/api/registry/models' };
  assert.deepEqual(callOf(list, new Map<string, unknown>([['tag', ['a', 'b']], ['all', true]])), { path: '/api/registry/models', query: { tag: ['a', 'b'], all: 'true' }, body: undefined });
});
