/** One request to the API as it was asked; never its Authorization header. */
export interface LoggedRequest {
  index: number;
  /** By the test clock. */
  at: string;
  method: string;
  /** With the query. */
  path: string;
  /** Absent while it runs and when the connection was reset. */
  status?: number;
  requestId?: string;
  correlationId?: string;
  ifMatch?: string;
  /** Parsed; as text when it is no JSON. */
  body?: unknown;
  /** Kind of the fault that it met. */
  fault?: string;
}

/** What all requests came to; instants are milliseconds since the epoch by this machine's clock. */
export interface RequestSummary {
  total: number;
  /** Answered with 429. */
  throttled: number;
  firstAt: number | null;
  lastAt: number | null;
}

const NOTHING: RequestSummary = { total: 0, throttled: 0, firstAt: null, lastAt: null };

/** Every API request since the start or the last clearing, for assertions and measurements. */
export class RequestLog {
  #items: LoggedRequest[] = [];
  #next = 0;
  #summary = { ...NOTHING };

  get summary(): RequestSummary {
    return { ...this.#summary };
  }

  /** Counts a request and says its index. */
  count(now = Date.now()): number {
    this.#summary.total += 1;
    this.#summary.firstAt ??= now;
    this.#summary.lastAt = now;
    return this.#next++;
  }

  countThrottled(): void {
    this.#summary.throttled += 1;
  }

  keep(request: LoggedRequest): void {
    this.#items.push(request);
  }

  /** Requests with that index and later. */
  since(index: number): LoggedRequest[] {
    return this.#items.filter((request) => request.index >= index);
  }

  clear(): void {
    this.#items = [];
    this.#summary = { ...NOTHING };
  }
}
