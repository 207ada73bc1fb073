import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepElsewhere } from '../../schemas/keep-folder.js';

const hash = '0123456789abcdef'.repeat(4);
const named = '0123456789abcdef0123456789abcdef';

test('the keep of a closed root lies in the state folder of the user, a relative one being none', () => {
  const environments = [{}, { XDG_STATE_HOME: '/state' }, { XDG_STATE_HOME: 'state' }, { XDG_STATE_HOME: '' }];
  assert.deepEqual(environments.map((environment) => keepElsewhere(hash, { home: '/home/ada', environment })), [
    `/home/ada/.local/state/runkeep/${named}`, `/state/runkeep/${named}`, `/home/ada/.local/state/runkeep/${named}`, `/home/ada/.local/state/runkeep/${named}`,
  ]);
});
