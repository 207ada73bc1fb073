/** Words that arrive one by one, taken in their order by one who waits. */
export class Mailbox<Word> {
  readonly #words: Word[] = [];
  #waiting: ((word: Word) => void) | undefined;

  put(word: Word): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#words.push(word);
    else waiting(word);
  }

  take(): Promise<Word> {
    const word = this.#words.shift();
    return word === undefined ? new Promise((resolve) => { this.#waiting = resolve; }) : Promise.resolve(word);
  }
}
