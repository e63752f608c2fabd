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

/** Every API request since the start or the last clearing, for assertions and measurements. */
export class RequestLog {
  #items: LoggedRequest[] = [];
  #next = 0;

  add(request: Omit<LoggedRequest, 'index'>): LoggedRequest {
    const logged = { index: this.#next++, ...request };
    this.#items.push(logged);
    return logged;
  }

  /** Requests with that index and later. */
  since(index: number): LoggedRequest[] {
    return this.#items.filter((request) => request.index >= index);
  }

  clear(): void {
    this.#items = [];
  }
}
