const budgetMs = 8;

/** Draws charts one after the other, as many in an animation frame as fit into half of it: scrolling stays smooth. */
class DrawQueue {
  readonly #tasks = new Set<() => void>();
  #isScheduled = false;

  /** Runs the task in one of the next frames; asking twice runs it once. */
  add(task: () => void): void {
    this.#tasks.add(task);
    this.#schedule();
  }

  cancel(task: () => void): void {
    this.#tasks.delete(task);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => this.#run());
  }

  #run(): void {
    this.#isScheduled = false;
    const end = performance.now() + budgetMs;
    for (const task of [...this.#tasks]) {
      this.#tasks.delete(task);
      task();
      if (performance.now() > end) break;
    }
    if (this.#tasks.size > 0) this.#schedule();
  }
}

/** The charts of the page that wait to be drawn. */
export const drawQueue = new DrawQueue();
