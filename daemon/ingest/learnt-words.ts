import type { BlockWords } from './block-words.js';
import { Register, type ScanMemory } from './scan-memory.js';

/**
 * The names, or the stages, of a block that the scanner and the general path fill together. What was learnt of them lies in the
 * scanner's memory, once for all files.
 */
export class LearntWords implements BlockWords {
  readonly #memory: ScanMemory;
  readonly #owners = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  /** Words of this block that were not learnt when they came. */
  readonly #own = new Map<string, number>();
  readonly #count: number;
  readonly #list: Uint32Array;
  readonly #block: number;
  readonly #index: number;

  constructor(memory: ScanMemory, which: 'names' | 'stages') {
    this.#memory = memory;
    this.#count = Register[which];
    this.#list = memory[which];
    this.#block = memory.code.wordBlock.value / 4;
    this.#index = memory.code.wordIndex.value / 4;
  }

  begin(): void {
    this.#memory.registers[this.#count] = 0;
    if (this.#own.size > 0) this.#own.clear();
  }

  indexOf(word: string): number {
    const owner = this.#owners.get(word);
    if (owner === undefined) return this.#ownIndex(word);
    const { all, registers } = this.#memory;
    const place = owner / 4;
    if (all[place + this.#block] === registers[Register.block]) return all[place + this.#index] ?? 0;
    const index = this.#add(owner);
    this.#tell(owner, index);
    return index;
  }

  list(): readonly string[] {
    const texts = new Array<string>(this.#memory.registers[this.#count] ?? 0);
    for (let i = 0; i < texts.length; i++) texts[i] = this.#texts.get(this.#list[i] ?? 0) ?? '';
    for (const [word, index] of this.#own) texts[index] = word;
    return texts;
  }

  /** Keeps the word whose bytes stand at an address of the memory, if there is room for it. */
  learn(word: string, at: number, length: number, role: number): void {
    const owner = this.#owners.get(word);
    const learnt = this.#memory.code.addWord(at, length, role, owner ?? 0);
    if (learnt === 0 || owner !== undefined) return;
    this.#owners.set(word, learnt);
    this.#texts.set(learnt, word);
    const index = this.#own.get(word);
    if (index !== undefined) this.#tell(learnt, index);
  }

  /** The memory has forgotten every word. */
  forget(): void {
    this.#owners.clear();
    this.#texts.clear();
  }

  #ownIndex(word: string): number {
    const known = this.#own.get(word);
    if (known !== undefined) return known;
    const index = this.#add(0);
    this.#own.set(word, index);
    return index;
  }

  #add(owner: number): number {
    const { registers } = this.#memory;
    const index = registers[this.#count] ?? 0;
    registers[this.#count] = index + 1;
    this.#list[index] = owner;
    return index;
  }

  #tell(owner: number, index: number): void {
    const { all, registers } = this.#memory;
    all[owner / 4 + this.#block] = registers[Register.block] ?? 0;
    all[owner / 4 + this.#index] = index;
  }
}
