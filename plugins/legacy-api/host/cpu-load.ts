import os from 'node:os';

/** How busy the processors were since the question before, in percent. */
export class CpuLoad {
  #last = times();

  read(): { readonly percent: number; readonly per_core: readonly number[] } {
    const now = times();
    const cores = now.map(({ busy, all }, at) => {
      const before = this.#last[at] ?? { busy: 0, all: 0 };
      return all > before.all ? Math.round(((busy - before.busy) / (all - before.all)) * 1000) / 10 : 0;
    });
    this.#last = now;
    return { percent: cores.length === 0 ? 0 : cores.reduce((sum, one) => sum + one, 0) / cores.length, per_core: cores };
  }
}

function times(): { readonly busy: number; readonly all: number }[] {
  return os.cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({ busy: user + nice + sys + irq, all: user + nice + sys + irq + idle }));
}
