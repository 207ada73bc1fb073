/** Folders that are to be looked at, those near the root first: a deep tree of other files waits behind all that lies higher. */
export class FolderQueue {
  readonly #levels: (readonly string[])[][] = [];
  #size = 0;

  get isEmpty(): boolean {
    return this.#size === 0;
  }

  push(path: readonly string[]): void {
    for (let depth = this.#levels.length; depth <= path.length; depth++) this.#levels.push([]);
    this.#levels[path.length]?.push(path);
    this.#size++;
  }

  pop(): readonly string[] | undefined {
    const path = this.#levels.find((level) => level.length > 0)?.pop();
    if (path !== undefined) this.#size--;
    return path;
  }

  clear(): void {
    this.#levels.length = 0;
    this.#size = 0;
  }
}
