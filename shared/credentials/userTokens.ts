import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config/readConfig.ts';
import { AppError } from '../errors.ts';
import { missingClientCredential, readClientCredential, type ClientCredential } from './clientCredential.ts';
import { EntraRefusal, tokenProblem } from './entraRefusal.ts';
import type { KeyVaultSecrets } from './keyVaultSecrets.ts';
import { redeemRefreshToken } from './redeemRefreshToken.ts';
import type { Token, TokenSource } from './tokenCache.ts';

export interface UserTokenSource extends TokenSource {
  /** Why the newest refresh token is not in Key Vault; undefined when it is. */
  writeBackProblem(): AppError | undefined;
}

interface Attempt {
  /** What Key Vault holds. */
  stored: string;
  /** What is redeemed: the same, or its successor that could not be written back. */
  refreshToken: string;
  credential: ClientCredential | undefined;
}

const MAX_ATTEMPTS = 3;
/** How long another instance may take between redeeming a refresh token and writing back its successor. */
const WRITE_BACK_WAITS_IN_MS = [0, 250, 1000];

/** An invalid grant that a second use of a refresh token explains as well as its end. */
function mayBeRedeemedElsewhere({ error, aadsts }: EntraRefusal): boolean {
  return error === 'invalid_grant' && (aadsts === undefined || aadsts === '70000');
}

/**
 * App+User tokens for Partner Center: redeems the refresh token in Key Vault and writes its successor back at once.
 * https://learn.microsoft.com/partner-center/developer/enable-secure-app-model
 */
export function createUserTokens(
  config: Config,
  secrets: KeyVaultSecrets,
  { now, onProblem }: { now: () => number; onProblem: (problem: string) => void },
): UserTokenSource {
  const name = config.refreshTokenName;
  let unwritten: { stored: string; refreshToken: string; problem: AppError } | undefined;
  let redeemedBefore = false;

  /** Another instance or a person may have stored a newer token since: after the first time the vault is asked, not the cache. */
  async function readStored(force: boolean): Promise<string | undefined> {
    if (!force) return (await secrets.get(name)) ?? secrets.get(name, { force: true });
    return secrets.get(name, { force }).catch(() => secrets.get(name));
  }

  async function prepare(force: boolean, forceCredential: boolean): Promise<Attempt> {
    const [stored, credential] = await Promise.all([
      readStored(force),
      readClientCredential(config, secrets, { force: forceCredential }),
    ]);
    if (!stored) {
      throw new AppError(
        'CredentialProblem',
        `Key Vault ${config.keyVaultUrl} holds no "${name}". Sign in once with multi-factor authentication as a user in the AdminAgents role, and store the refresh token there.`,
      );
    }
    if (!credential && config.appCredential !== 'secret') throw missingClientCredential(config);
    if (unwritten?.stored !== stored) unwritten = undefined;
    return { stored, refreshToken: unwritten?.refreshToken ?? stored, credential };
  }

  async function writeBack(stored: string, refreshToken: string): Promise<void> {
    if (refreshToken === stored) return;
    try {
      await secrets.set(name, refreshToken);
      unwritten = undefined;
    } catch (error) {
      const problem = tokenProblem('appUser', config.authorityHost, error);
      unwritten = { stored, refreshToken, problem };
      onProblem(`The new refresh token is kept in memory until it can be written back. ${problem.message}`);
    }
  }

  async function redeem({ stored, refreshToken, credential }: Attempt): Promise<Token> {
    const redeemed = await redeemRefreshToken(config, refreshToken, credential);
    const expiresAt = now() + redeemed.lifetimeInMs;
    redeemedBefore = true;
    await writeBack(stored, redeemed.refreshToken ?? refreshToken);
    return { value: redeemed.accessToken, expiresAt };
  }

  /** What to try after a refusal: something else than before, or nothing. */
  async function reread(refused: Attempt, refusal: EntraRefusal): Promise<Attempt | undefined> {
    if (unwritten && refusal.error === 'invalid_grant') unwritten = undefined;
    for (const waitInMs of mayBeRedeemedElsewhere(refusal) ? WRITE_BACK_WAITS_IN_MS : [0]) {
      if (waitInMs > 0) await wait(waitInMs);
      const next = await prepare(true, true).catch(() => undefined);
      const isNew = next?.refreshToken !== refused.refreshToken;
      if (isNew || next?.credential?.material !== refused.credential?.material) return next;
    }
    return undefined;
  }

  return {
    configured: async ({ force }) => Boolean(await secrets.get(name, { force })),
    writeBackProblem: () => unwritten?.problem,
    async acquire() {
      let attempt = await prepare(redeemedBefore, false);
      for (let count = 1; ; count++) {
        try {
          return await redeem(attempt);
        } catch (error) {
          const next = error instanceof EntraRefusal && count < MAX_ATTEMPTS ? await reread(attempt, error) : undefined;
          if (!next) throw tokenProblem('appUser', config.authorityHost, error);
          attempt = next;
        }
      }
    },
  };
}
