/** Where in its run directory a picture lies that an event names: of an absolute path, which another machine wrote, the end counts (DISK-07). */
export function placeInRun(written: string): string {
  const isAbsolute = /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(written);
  const found = isAbsolute ? /[\\/](media[\\/][^\\/]+)$/s.exec(written)?.[1] : undefined;
  return found?.replaceAll('\\', '/') ?? written;
}
