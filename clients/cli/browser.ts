import { spawn } from 'node:child_process';

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['xdg-open'],
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Asks the desktop to open the page; false when there is no desktop or no opener. */
export function openInBrowser(url: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const [program, ...rest] = openers[process.platform] ?? [];
  const isHeadless = process.platform === 'linux' && !environment['DISPLAY'] && !environment['WAYLAND_DISPLAY'];
  if (program === undefined || isHeadless) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(program, [...rest, url], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
