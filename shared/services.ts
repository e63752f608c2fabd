import { readConfig, type Config } from './config/readConfig.ts';
import { createKeyVaultSecrets } from './credentials/keyVaultSecrets.ts';
import { createPartnerCenterTokens, type PartnerCenterTokens } from './credentials/partnerCenterTokens.ts';
import { createVaultCredential } from './credentials/vaultCredential.ts';
import { createDispatcher } from './http/createDispatcher.ts';
import type { Log } from './http/call.ts';
import { createClaims, type Claims } from './partnerCenter/claims.ts';
import { createCartsApi, type CartsApi } from './partnerCenter/carts.ts';
import { createCatalogueApi, type CatalogueApi } from './partnerCenter/catalogue.ts';
import { createPartnerCenterClient } from './partnerCenter/client.ts';
import { createPartnerCenterClock, type PartnerCenterClock } from './partnerCenter/clockSkew.ts';
import { createCustomersApi, type CustomersApi } from './partnerCenter/customers.ts';
import { createOrdersApi, type OrdersApi } from './partnerCenter/orders.ts';
import { createRelationshipsApi, type RelationshipsApi } from './partnerCenter/relationships.ts';
import { createSubscriptionsApi, type SubscriptionsApi } from './partnerCenter/subscriptions.ts';

/** What the operations use. */
export interface Services {
  config: Config;
  clock: PartnerCenterClock;
  tokens: PartnerCenterTokens;
  carts: CartsApi;
  catalogue: CatalogueApi;
  claims: Claims;
  customers: CustomersApi;
  orders: OrdersApi;
  relationships: RelationshipsApi;
  subscriptions: SubscriptionsApi;
}

/** Builds everything the operations use from the settings; `log` hears of what concerns no single call. */
export function createServices(config: Config, log: Log): Services {
  const secrets = createKeyVaultSecrets(config, createVaultCredential(config));
  const tokens = createPartnerCenterTokens(config, secrets, {
    onProblem: (problem) => log('error', 'credentialProblem', { problem }),
  });
  const clock = createPartnerCenterClock();
  const dispatcher = createDispatcher({ tokens, requestsPerMinute: config.requestsPerMinute });
  const client = createPartnerCenterClient(config.partnerCenterUrl, dispatcher, clock);
  return {
    config,
    clock,
    tokens,
    carts: createCartsApi(client),
    catalogue: createCatalogueApi(client),
    claims: createClaims(),
    customers: createCustomersApi(client),
    orders: createOrdersApi(client),
    relationships: createRelationshipsApi(client),
    subscriptions: createSubscriptionsApi(client),
  };
}

let services: Services | undefined;

/** What concerns no single call goes to the console, which the Functions worker passes on. */
const processLog: Log = (level, event, members = {}) => console[level](JSON.stringify({ event, ...members }));

/**
 * The services of this process, built on first use.
 * @throws ConfigError naming every missing or wrong setting; the next call tries again.
 */
export function getServices(): Services {
  services ??= createServices(readConfig(), processLog);
  return services;
}
