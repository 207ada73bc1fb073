/** Runs `stop` at the first SIGINT, SIGTERM or SIGHUP and `force` at a later one; the answer takes the listeners off again. */
export function onSignals(stop: () => void, force: () => void): () => void {
  let first: number | undefined;
  const heard = (): void => {
    // npm repeats the terminal's Ctrl-C to its child within milliseconds: that is still the first one.
    if (first !== undefined && performance.now() - first < 500) return;
    if (first === undefined) stop();
    else force();
    first ??= performance.now();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, heard);
  return () => {
    for (const signal of signals) process.off(signal, heard);
  };
}
