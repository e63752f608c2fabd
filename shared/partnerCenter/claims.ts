/** As many ids as are remembered; a purchase is looked for within minutes. */
const REMEMBERED = 10_000;

/** Orders and add-ons that were given out as the result of a purchase, so that no second purchase is told the same one. */
export interface Claims {
  isFree(id: string): boolean;
  claim(id: string): void;
}

/** Creates the memory of this process; the oldest ids are forgotten first. */
export function createClaims(): Claims {
  const ids = new Set<string>();
  return {
    isFree: (id) => !ids.has(id.toLowerCase()),
    claim(id) {
      ids.add(id.toLowerCase());
      const [oldest] = ids;
      if (ids.size > REMEMBERED && oldest !== undefined) ids.delete(oldest);
    },
  };
}
