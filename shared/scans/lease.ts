/** How long a holder may work without a sign of life, and how often it gives one. Milliseconds. */
export const LEASE = { lastsInMs: 60_000, renewEveryInMs: 20_000 } as const;

/** What says who works on a row. */
export interface Leased {
  holder: string;
  /** Epoch milliseconds; 0 where nobody works on it. */
  leaseUntil: number;
  /** How often it was taken since it was last left in order: what ends its process again and again is not taken for ever. */
  attempts: number;
}

/** Thrown where another process has taken the row over; whatever was done with it is that process’s affair now. */
export class LeaseLostError extends Error {
  constructor() {
    super('Another process has taken this over.');
    this.name = 'LeaseLostError';
  }
}
