import type { CallContext } from '../http/call.ts';
import type { Warning } from '../schemas/answers.ts';
import type { DryRunResponse } from '../schemas/dryRun.ts';
import type { Services } from '../services.ts';
import type { Search } from './search.ts';

/** The members that all requests of operations that move money share. */
export interface MoneyRequest {
  path: { customerId: string };
  query: { include?: 'raw' | undefined };
  headers: { 'idempotency-key'?: string | undefined };
  body: { idempotencyKey?: string | undefined; dryRun?: boolean | undefined; confirm?: string | undefined };
}

/** What an operation answers when it has done what it is for. */
export type MoneyResponse = Record<string, unknown> & { warnings: Warning[] };

/** The result of a write: what the caller is told, and the orders or add-ons it may have become, the likeliest first. */
export interface Sent<Response> {
  response: Response;
  claims: string[];
}

/** What an operation has decided to do, before it does it. */
export interface Plan<Response> {
  /** The answer, where nothing is left to do. */
  done?: () => Promise<Response>;
  /** What the decision rests on; `confirm` is made of it. */
  basis: unknown;
  /** The resource before the change, for the audit trail. */
  before?: unknown;
  /** How a purchase is found again. */
  search?: Search;
  /**
   * Sends it.
   * @throws PartnerCenterError or AppError where nothing was done, UnknownOutcomeError where nobody knows, NotFinishedError where a cancel is to be carried out again.
   */
  send: (context: CallContext) => Promise<Sent<Response>>;
  /** Says what it would send and what that would mean; may read more than the operation itself does. */
  explain: (context: CallContext) => Promise<Explanation>;
}

/** The part of a dry run's answer that an operation knows by itself. */
export type Explanation = Omit<DryRunResponse, 'dryRun' | 'confirm'>;

/** A purchase that may be the one that was sent. */
export interface Candidate<Response> {
  /** What is claimed: `order_<id>` or `addOn_<id>`. */
  claim: string;
  /** The order, where the activity log can tell about it. */
  orderId?: string;
  createdAt: Date;
  /** How well it fits what a purchase was of; below 0 where it cannot be it. */
  fit: (search: Search) => number;
  /** Whether the answer to the purchase itself named it. */
  isNamed?: boolean;
  respond: () => Response;
}

/** All that may be the purchase that was sent, and whether everything there is could be read. */
export interface Candidates<Response> {
  items: Candidate<Response>[];
  isComplete: boolean;
  /** Those that the activity log names, by order id in lower case, whatever they look like. */
  named?: (orderIds: string[]) => Candidate<Response>[];
}

/** An operation that moves money. */
export interface MoneyOperation<Request extends MoneyRequest, Response extends MoneyResponse> {
  name: string;
  plan: (services: Services, request: Request, context: CallContext) => Promise<Plan<Response>>;
  /** For purchases. A cancel has none: it is carried out again. */
  candidates?: FindCandidates<Request, Response>;
}

/** What of the customer's could be the purchase that was sent since an instant by Partner Center's clock. */
export type FindCandidates<Request, Response> = (
  services: Services,
  request: Request,
  sent: { search: Search; since: Date },
  context: CallContext,
) => Promise<Candidates<Response>>;

/** A cancel that is accepted, or cannot be done yet, and is carried out again until it is. */
export class NotFinishedError extends Error {
  /** Whether Partner Center refused for now and asks for time: it is not done, and trying sooner is of no use. */
  readonly asksToWait: boolean;

  constructor(message: string, { asksToWait = false, cause }: { asksToWait?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.name = 'NotFinishedError';
    this.asksToWait = asksToWait;
  }
}
