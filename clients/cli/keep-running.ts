import { join } from 'node:path';
import { openInBrowser } from './browser.js';
import type { Context } from './context.js';
import { daemonAddress } from './daemon-address.js';
import { DaemonClient } from './daemon-client.js';
import { DaemonLog } from './daemon-log.js';
import { daemonArguments, type DaemonOptions } from './daemon-options.js';
import { startDaemonProcess, type DaemonProcess } from './daemon-process.js';
import { loginLink } from './login-link.js';
import { onSignals } from './until-signal.js';

/** Starts a daemon in the foreground, says where it is, lets `beside` run with it, and resolves with its exit code. */
export async function keepRunning(context: Context, root: string, options: DaemonOptions, beside: (daemon: DaemonProcess) => () => Promise<void>): Promise<number> {
  const log = new DaemonLog(context.output, options.verbose);
  const daemon = await startDaemonProcess(daemonArguments(root, options), (line) => log.line(line));
  const silence = onSignals(() => daemon.end(), () => daemon.end());
  try {
    const login = await loginLink(new DaemonClient(daemonAddress({ root: daemon.root, keep: daemon.keep, url: undefined, environment: {} })));
    greet(context, daemon, login);
    if (options.open) await openInBrowser(login, context.environment);
    const stop = beside(daemon);
    await daemon.ended;
    await stop();
  } finally {
    daemon.end();
    silence();
  }
  return daemon.ended;
}

function greet({ output }: Context, daemon: DaemonProcess, login: string): void {
  output.answer({ ready: true, url: daemon.url, login, pid: daemon.pid, root: daemon.root, keep: daemon.keep }, () => [
    `Runkeep keeps ${daemon.root}`,
    ...(daemon.keep === join(daemon.root, '.runkeep') ? [] : [`  which is only read: everything of Runkeep lies in ${daemon.keep}`]),
    '',
    `  ${output.styled(['bold', 'cyan'], login)}`,
    '',
    output.styled('dim', '  The link is good once, for 5 minutes; `runkeep open` makes another. Ctrl-C ends.'),
  ]);
}
