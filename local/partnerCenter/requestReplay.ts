import { DAY_IN_MS } from './dates.ts';
import { refusal } from './partnerCenterError.ts';
import type { ApiAnswer } from './apiCall.ts';

export interface ReplayKey {
  method: string;
  path: string;
  /** Absent when the caller sent none. */
  requestId: string | undefined;
}

/**
 * Remembers answers to writes by MS-RequestId for 24 emulated hours, and which writes still run.
 * https://learn.microsoft.com/partner-center/developer/headers
 */
export class RequestReplay {
  #answers = new Map<string, { answer: ApiAnswer; at: number }>();
  #running = new Set<string>();

  static #keyOf({ method, path, requestId }: ReplayKey): string {
    return `${method} ${path.toLowerCase()} ${requestId?.toLowerCase() ?? ''}`;
  }

  find(key: ReplayKey, now: number): ApiAnswer | undefined {
    const known = this.#answers.get(RequestReplay.#keyOf(key));
    return key.requestId && known && now - known.at < DAY_IN_MS ? known.answer : undefined;
  }

  remember(key: ReplayKey, answer: ApiAnswer, now: number): void {
    if (key.requestId) this.#answers.set(RequestReplay.#keyOf(key), { answer, at: now });
  }

  /**
   * Marks a write as running until the returned function is called. The same write again is refused meanwhile; of a cart's
   * checkout, any other.
   */
  begin({ method, path, requestId }: ReplayKey): () => void {
    const isCheckout = /\/checkout$/i.test(path);
    if (!requestId && !isCheckout) return () => undefined;
    const key = RequestReplay.#keyOf({ method, path, requestId: isCheckout ? undefined : requestId });
    if (this.#running.has(key)) {
      if (isCheckout) throw refusal('cartInProgress');
      throw refusal(/\/subscriptions\//i.test(path) ? 'subscriptionNotReady' : 'orderInProgress');
    }
    this.#running.add(key);
    return () => this.#running.delete(key);
  }

  clear(): void {
    this.#answers.clear();
    this.#running.clear();
  }
}
