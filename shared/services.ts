import { createRequestBudget } from './budget/requestBudget.ts';
import { readConfig, type Config } from './config/readConfig.ts';
import { createKeyVaultSecrets } from './credentials/keyVaultSecrets.ts';
import { createPartnerCenterTokens, type PartnerCenterTokens } from './credentials/partnerCenterTokens.ts';
import { createCredentialEnds, type CredentialEnds } from './credentials/credentialEnds.ts';
import { createSealer } from './credentials/sealer.ts';
import { createManagedIdentityCredential } from './credentials/managedIdentityCredential.ts';
import { createAcknowledgements, type Acknowledgements } from './deadlines/acknowledgements.ts';
import { createDeadlineTable, type DeadlineTable } from './deadlines/deadlineTable.ts';
import { createDispatcher } from './http/createDispatcher.ts';
import type { CallContext, Log } from './http/call.ts';
import { createOperations, type Operations } from './idempotency/operations.ts';
import { createTrail, type Trail } from './idempotency/trail.ts';
import { createActivityLogApi, type ActivityLogApi } from './partnerCenter/activityLog.ts';
import { createCartsApi, type CartsApi } from './partnerCenter/carts.ts';
import { createCatalogueApi, type CatalogueApi } from './partnerCenter/catalogue.ts';
import { createPartnerCenterClient } from './partnerCenter/client.ts';
import { createPartnerCenterClock, type PartnerCenterClock } from './partnerCenter/clockSkew.ts';
import { createCustomersApi, type CustomersApi } from './partnerCenter/customers.ts';
import { createOrdersApi, type OrdersApi } from './partnerCenter/orders.ts';
import { createRelationshipsApi, type RelationshipsApi } from './partnerCenter/relationships.ts';
import { createSubscriptionsApi, type SubscriptionsApi } from './partnerCenter/subscriptions.ts';
import { createScans, type Scans } from './scans/scans.ts';
import type { Caller } from './schemas/caller.ts';
import { createQueue, type Queue } from './storage/queues.ts';
import { createStorageClients, type StorageClients } from './storage/storageClients.ts';
import { createTable } from './storage/tables.ts';
import { createDeliveries, type Deliveries } from './webhooks/deliveries.ts';
import { createLedger, type Ledger } from './webhooks/ledger.ts';
import { createWebhooks, type Webhooks } from './webhooks/webhooks.ts';

/** What surrounds a call that came from outside. */
export interface CallerContext extends CallContext {
  caller: Caller;
}

/** What the operations use. */
export interface Services {
  config: Config;
  clock: PartnerCenterClock;
  tokens: PartnerCenterTokens;
  acknowledgements: Acknowledgements;
  activityLog: ActivityLogApi;
  carts: CartsApi;
  catalogue: CatalogueApi;
  credentialEnds: CredentialEnds;
  customers: CustomersApi;
  deadlines: DeadlineTable;
  deliveries: Deliveries;
  /** Messages that have webhooks told how an operation ended. */
  endedOperations: Queue;
  ledger: Ledger;
  operations: Operations;
  orders: OrdersApi;
  relationships: RelationshipsApi;
  scans: Scans;
  storage: StorageClients;
  subscriptions: SubscriptionsApi;
  trail: Trail;
  webhooks: Webhooks;
}

/** Builds everything the operations use from the settings; `log` hears of what concerns no single call. */
export function createServices(config: Config, log: Log): Services {
  const secrets = createKeyVaultSecrets(config, createManagedIdentityCredential(config));
  const tokens = createPartnerCenterTokens(config, secrets, {
    onProblem: (problem) => log('error', 'credentialProblem', { problem }),
  });
  const storage = createStorageClients(config.storage);
  const clock = createPartnerCenterClock();
  const budget = createRequestBudget({
    table: createTable(storage, 'budget'),
    tenantId: config.tenantId,
    limit: config.requestsPerMinute,
    log,
  });
  const dispatcher = createDispatcher({ tokens, budget });
  const client = createPartnerCenterClient(config.partnerCenterUrl, dispatcher, clock);
  const deadlines = createTable(storage, 'deadlines');
  const alerts = createTable(storage, 'alerts');
  return {
    config,
    clock,
    tokens,
    acknowledgements: createAcknowledgements(deadlines),
    activityLog: createActivityLogApi(client),
    carts: createCartsApi(client),
    catalogue: createCatalogueApi(client),
    credentialEnds: createCredentialEnds(config, secrets),
    customers: createCustomersApi(client),
    deadlines: createDeadlineTable(deadlines),
    deliveries: createDeliveries(alerts, createQueue(storage, 'alerts')),
    endedOperations: createQueue(storage, 'ended-operations'),
    ledger: createLedger(alerts),
    operations: createOperations({
      table: createTable(storage, 'operations'),
      queue: createQueue(storage, 'operations'),
    }),
    orders: createOrdersApi(client),
    relationships: createRelationshipsApi(client),
    scans: createScans({
      table: createTable(storage, 'scans'),
      plans: createQueue(storage, 'scan-plans'),
      batches: createQueue(storage, 'customer-scans'),
    }),
    storage,
    subscriptions: createSubscriptionsApi(client),
    trail: createTrail(createTable(storage, 'operationsTrail')),
    webhooks: createWebhooks({ table: createTable(storage, 'webhooks'), sealer: createSealer(config, secrets) }),
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
