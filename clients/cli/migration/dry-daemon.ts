import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../context.js';
import { daemonAddress } from '../daemon-address.js';
import { DaemonClient } from '../daemon-client.js';
import { DaemonLog } from '../daemon-log.js';
import { parseDaemonOptions, daemonArguments } from '../daemon-options.js';
import { startDaemonProcess } from '../daemon-process.js';
import { onSignals } from '../until-signal.js';

/** Lets `work` ask a daemon that keeps everything of its own in a temporary folder, so that the root is only read; the folder goes with it. */
export async function withDryDaemon(context: Context, work: (client: DaemonClient) => Promise<number>): Promise<number> {
  const keep = mkdtempSync(join(tmpdir(), 'runkeep-dry-'));
  const log = new DaemonLog(context.output, false);
  try {
    const daemon = await startDaemonProcess(daemonArguments(context.root, parseDaemonOptions({ keep, port: '0' })), (line) => log.line(line));
    const silence = onSignals(() => daemon.end(), () => daemon.end());
    try {
      return await work(new DaemonClient(daemonAddress({ root: daemon.root, keep, url: undefined, environment: {} })));
    } finally {
      daemon.end();
      await daemon.ended;
      silence();
    }
  } finally {
    rmSync(keep, { recursive: true, force: true });
  }
}
