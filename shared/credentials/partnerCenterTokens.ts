import type { Config } from '../config/readConfig.ts';
import { AppError } from '../errors.ts';
import { createAppTokens } from './appTokens.ts';
import { missingClientCredential } from './clientCredential.ts';
import type { KeyVaultSecrets } from './keyVaultSecrets.ts';
import { createTokenCache } from './tokenCache.ts';
import { createUserTokens } from './userTokens.ts';

/** On whose behalf a call is made; `either` is app-only where it is configured, else App+User. */
export type TokenFlow = 'app' | 'appUser' | 'either';

export interface FlowState {
  state: 'configured' | 'missing' | 'unknown';
  /** What is wrong and what to do. */
  problem?: string;
}

export interface PartnerCenterTokens {
  /**
   * A token for Partner Center. `rejected` is one it answered 401 to: that one is dropped and not given out again.
   * @throws AppError `CredentialProblem` with the remedy in words.
   */
  getToken(flow: TokenFlow, rejected?: string): Promise<string>;
  /** Redeems the refresh token now, so that its 90 days begin again. */
  refresh(): Promise<'rotated' | 'notConfigured'>;
  /** Tries both flows. */
  flows(): Promise<Record<'app' | 'appUser', FlowState>>;
}

export interface PartnerCenterTokensOptions {
  /** Epoch milliseconds. */
  now?: () => number;
  /** Hears, in words, of what went wrong without failing a call. */
  onProblem?: (problem: string) => void;
}

type Flow = Exclude<TokenFlow, 'either'>;

/** Tokens for Partner Center, cached by cloud, tenant, app, flow and audience. */
export function createPartnerCenterTokens(
  config: Config,
  secrets: KeyVaultSecrets,
  { now = Date.now, onProblem = () => undefined }: PartnerCenterTokensOptions = {},
): PartnerCenterTokens {
  const cache = createTokenCache(now);
  const app = createAppTokens(config, secrets, now);
  const appUser = createUserTokens(config, secrets, { now, onProblem });
  const sources = { app, appUser };

  function keyOf(flow: Flow): string {
    return [config.cloud, config.tenantId, config.clientId, flow, config.audience].join('|');
  }

  async function resolve(flow: TokenFlow): Promise<Flow> {
    if (flow !== 'either') return flow;
    for (const options of [{ force: false }, { force: true }]) {
      if (await app.configured(options)) return 'app';
      if (await appUser.configured(options)) return 'appUser';
    }
    throw new AppError(
      'CredentialProblem',
      `${missingClientCredential(config).message} Or store a refresh token as "${config.refreshTokenName}".`,
    );
  }

  function tokenOf(flow: Flow, rejected?: string): Promise<string> {
    return cache.get(keyOf(flow), () => sources[flow].acquire(), rejected);
  }

  async function stateOf(flow: Flow): Promise<FlowState> {
    let state: FlowState['state'] = 'unknown';
    try {
      state = (await sources[flow].configured({ force: true })) ? 'configured' : 'missing';
      await tokenOf(flow);
      const problem = flow === 'appUser' ? appUser.writeBackProblem()?.message : undefined;
      return { state, ...(problem && { problem }) };
    } catch (error) {
      return { state, problem: error instanceof Error ? error.message : String(error) };
    }
  }

  return {
    getToken: async (flow, rejected) => tokenOf(await resolve(flow), rejected),
    async refresh() {
      if (!(await appUser.configured({ force: true }))) return 'notConfigured';
      await cache.renew(keyOf('appUser'), () => appUser.acquire());
      const problem = appUser.writeBackProblem();
      if (problem) throw problem;
      return 'rotated';
    },
    async flows() {
      const [appState, appUserState] = await Promise.all([stateOf('app'), stateOf('appUser')]);
      return { app: appState, appUser: appUserState };
    },
  };
}
