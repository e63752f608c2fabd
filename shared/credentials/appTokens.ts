import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  type TokenCredential,
} from '@azure/identity';
import type { Config } from '../config/readConfig.ts';
import { authorityOptions } from './authority.ts';
import { parsePem } from './clientAssertion.ts';
import {
  managedIdentityAssertion,
  missingClientCredential,
  readClientCredential,
  type ClientCredential,
} from './clientCredential.ts';
import { entraRefusalOf, tokenProblem } from './entraRefusal.ts';
import type { KeyVaultSecrets } from './keyVaultSecrets.ts';
import type { Token, TokenSource } from './tokenCache.ts';

const RETRY_OPTIONS = { maxRetries: 2, retryDelayInMs: 500, maxRetryDelayInMs: 5000 };

async function createCredential(config: Config, { kind, material }: ClientCredential): Promise<TokenCredential> {
  const { tenantId, clientId } = config;
  const options = { ...authorityOptions(config), retryOptions: RETRY_OPTIONS };
  switch (kind) {
    case 'secret':
      return new ClientSecretCredential(tenantId, clientId, material, options);
    case 'certificate':
      parsePem(material, config.certificateName);
      return new ClientCertificateCredential(tenantId, clientId, { certificate: material }, options);
    case 'managedIdentity': {
      const assertion = await managedIdentityAssertion(config);
      return new ClientAssertionCredential(tenantId, clientId, () => Promise.resolve(assertion), options);
    }
  }
}

/**
 * App-only tokens for Partner Center. Each token comes from a new credential object, as the SDK's objects cache for themselves.
 * https://learn.microsoft.com/partner-center/developer/partner-center-authentication
 */
export function createAppTokens(config: Config, secrets: KeyVaultSecrets, now: () => number): TokenSource {
  async function request(credential: ClientCredential): Promise<Token> {
    try {
      const tokenCredential = await createCredential(config, credential);
      const token = await tokenCredential.getToken(`${config.audience}/.default`);
      if (!token) throw new Error('The credential gave no token.');
      const lifetimeInMs = token.expiresOnTimestamp - Date.now();
      return { value: token.token, expiresAt: now() + lifetimeInMs };
    } catch (error) {
      throw tokenProblem('app', config.authorityHost, entraRefusalOf(error) ?? error);
    }
  }

  return {
    configured: async (options) => Boolean(await readClientCredential(config, secrets, options)),
    async acquire() {
      const credential = await readClientCredential(config, secrets, { force: false });
      try {
        if (credential) return await request(credential);
      } catch (error) {
        const reread = await readClientCredential(config, secrets, { force: true }).catch(() => undefined);
        if (!reread || reread.material === credential?.material) throw error;
        return request(reread);
      }
      const reread = await readClientCredential(config, secrets, { force: true });
      if (!reread) throw missingClientCredential(config);
      return request(reread);
    },
  };
}
