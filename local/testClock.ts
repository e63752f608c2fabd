/** The local stack's clock: real time plus an offset that tests move. Partner Center, identity and their tokens share one. */
export class TestClock {
  #offsetInMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#offsetInMs);
  }

  advance(durationInMs: number): void {
    this.#offsetInMs += durationInMs;
  }

  reset(): void {
    this.#offsetInMs = 0;
  }
}
