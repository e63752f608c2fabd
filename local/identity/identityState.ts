import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ENTRA_ERRORS, EntraError, type EntraErrorKind } from './entraErrors.ts';

/** What can be changed about the emulator while it runs. */
export const switches = z.strictObject({
  /** A refresh token that was redeemed is refused afterwards. Entra keeps it valid for its 90 days. */
  singleUseRefreshTokens: z.boolean(),
  /** Whether App+User tokens say in `amr` that the user passed multi-factor authentication. */
  mfa: z.boolean(),
  /** Whether the application may redeem refresh tokens without a secret or an assertion. */
  publicClient: z.boolean(),
  /** Whether the app has a managed identity. */
  managedIdentity: z.boolean(),
  tokenLifetimeInSeconds: z.int().min(1).max(86_400),
});

type Switches = z.output<typeof switches>;

const INITIAL_SWITCHES: Switches = {
  singleUseRefreshTokens: false,
  mfa: true,
  publicClient: false,
  managedIdentity: true,
  tokenLifetimeInSeconds: 3600,
};

/** The next `count` token requests are refused in this way. */
export const fault = z.strictObject({
  kind: z.enum(Object.keys(ENTRA_ERRORS) as [EntraErrorKind, ...EntraErrorKind[]]),
  count: z.int().min(1).default(1),
});

/** What was asked, without anything secret. */
export interface LoggedRequest {
  service: 'authority' | 'managedIdentity';
  method: string;
  path: string;
  status: number;
  grantType?: string;
}

interface RefreshToken {
  issuedAt: number;
  used: boolean;
  revoked: boolean;
}

const REFRESH_TOKEN_LIFETIME_IN_MS = 90 * 24 * 60 * 60 * 1000;

/** A random secret of the given kind, as long as Entra's. */
export function randomSecret(prefix: string): string {
  return `${prefix}${randomBytes(30).toString('base64url')}`;
}

/** All that changes while the emulator runs; {@link IdentityState.reset} goes back to the start. */
export class IdentityState {
  readonly #seed: { clientSecret?: string | undefined; refreshToken?: string | undefined };
  readonly #now: () => Date;
  #refreshTokens = new Map<string, RefreshToken>();
  #faults: z.output<typeof fault>[] = [];
  clientSecret: string | undefined;
  switches: Switches = INITIAL_SWITCHES;
  requests: LoggedRequest[] = [];

  constructor(seed: { clientSecret?: string | undefined; refreshToken?: string | undefined }, now: () => Date) {
    this.#seed = seed;
    this.#now = now;
    this.reset();
  }

  reset(): void {
    this.clientSecret = this.#seed.clientSecret;
    this.switches = INITIAL_SWITCHES;
    this.requests = [];
    this.#faults = [];
    this.#refreshTokens = new Map();
    if (this.#seed.refreshToken) this.issueRefreshToken(this.#seed.refreshToken);
  }

  issueRefreshToken(token = randomSecret('1.AX')): string {
    this.#refreshTokens.set(token, { issuedAt: this.#now().getTime(), used: false, revoked: false });
    return token;
  }

  /** Redeems a refresh token for the next one; each lives 90 days from its own issue. */
  redeemRefreshToken(token: string): string {
    const known = this.#refreshTokens.get(token);
    if (!known) throw new EntraError('malformedGrant');
    if (known.revoked) throw new EntraError('revokedGrant');
    if (this.#now().getTime() - known.issuedAt >= REFRESH_TOKEN_LIFETIME_IN_MS) throw new EntraError('expiredGrant');
    if (known.used && this.switches.singleUseRefreshTokens) throw new EntraError('usedGrant');
    known.used = true;
    return this.issueRefreshToken();
  }

  revokeRefreshTokens(): void {
    for (const token of this.#refreshTokens.values()) token.revoked = true;
  }

  planFault(plan: z.output<typeof fault>): void {
    this.#faults.push(plan);
  }

  takeFault(): EntraErrorKind | undefined {
    const plan = this.#faults.find(({ count }) => count > 0);
    if (plan) plan.count--;
    return plan?.kind;
  }
}
