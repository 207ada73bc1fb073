#!/usr/bin/env node
import { main } from './main.js';

// `runkeep tail | head` ends when nobody reads on; that is no failure.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  if (failure.code === 'EPIPE') process.exit(0);
  throw failure;
});
process.exitCode = await main(process.argv.slice(2));
