import { hash } from 'node:crypto';

/** Numbers that look random and are the same for the same name. */
export interface Random {
  /** Any number from 0 up to, not including, 1. */
  fraction(): number;
  /** A whole number, both limits included. */
  whole(from: number, to: number): number;
  /** True in that share of cases. */
  chance(share: number): boolean;
  /** One of them; an entry `[item, weight]` comes up as often as its weight says. */
  pick<T>(weighted: readonly (readonly [item: T, weight: number])[]): T;
}

/** Mulberry32: 32 bits of state, enough for test data. */
export function randomFrom(name: string): Random {
  let state = Number.parseInt(hash('sha256', name).slice(0, 8), 16);
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    fraction,
    whole: (from, to) => from + Math.floor(fraction() * (to - from + 1)),
    chance: (share) => fraction() < share,
    pick(weighted) {
      let left = fraction() * weighted.reduce((total, [, weight]) => total + weight, 0);
      const found = weighted.find(([, weight]) => (left -= weight) < 0) ?? weighted.at(-1);
      if (!found) throw new RangeError('There is nothing to pick from.');
      return found[0];
    },
  };
}
