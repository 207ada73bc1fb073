import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as host from '../fault/host.js';
import * as origin from '../fault/origin.js';
import * as rotate from '../fault/rotate.js';
import * as traversal from '../fault/traversal.js';
import * as modes from '../fault/modes.js';
import * as otherUser from '../fault/other-user.js';

const scenarios = [
  ['forged Hosts are refused on pages, routes and upgrades (S-03, SEC-11)', host],
  ['of all Origins with all credentials and kinds exactly the allowed ones pass (S-04, SEC-12)', origin],
  ['no spelling of a path and no swapped link leads out of a folder (S-06, SEC-30, 31)', traversal],
  ['another user gets nothing from the port, the socket or the files (S-13)', otherUser],
  ['files and folders are private under any umask (S-14, SEC-41)', modes],
  ['after a new token all that the old one gave is dead within a second (S-17, SEC-17)', rotate],
] as const;

for (const [name, { run }] of scenarios) {
  test(name, async (t) => {
    const { met, skipped, ...figures } = await run();
    if (skipped !== undefined) t.skip(skipped);
    else assert.ok(met, JSON.stringify(figures, null, 2));
  });
}
