import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startAzurite } from './azurite.ts';
import { createCertificateAuthority } from './certificates.ts';
import { freePorts } from './freePorts.ts';
import { startIdentity } from './identity/startIdentity.ts';
import { startKeyVault } from './keyVault/startKeyVault.ts';
import { startPartnerCenter } from './partnerCenter/startPartnerCenter.ts';
import { startSink } from './sink/startSink.ts';
import { TestClock } from './testClock.ts';

export interface StackOptions {
  /** `fixed` takes the documented ports where they are free; `free`, the default, takes any. */
  ports?: 'fixed' | 'free';
  environment?: 'sandbox' | 'production';
  /** Without Azurite (false) there is no storage; for apps that touch none. */
  azurite?: boolean;
  /** Where the CA certificate goes; by default a temporary folder that close() removes. */
  caFile?: string;
}

export interface Stack {
  /** The app's environment. */
  settings: Record<string, string>;
  addresses: Record<'partnerCenter' | 'keyVault' | 'identity' | 'sink' | 'ca' | 'blob' | 'queue' | 'table', string>;
  clock: TestClock;
  close(): Promise<void>;
}

const FIXED_PORTS = [7081, 7082, 7083, 7084, 7085, 10000, 10001, 10002] as const;
const MPN_ID = '1234567';

const newSecret = (): string => randomBytes(32).toString('base64url');

async function writeCa(caPem: string, caFile?: string): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = caFile ? dirname(caFile) : await mkdtemp(join(tmpdir(), 'partner-center-'));
  const path = caFile ?? join(folder, 'ca.pem');
  await mkdir(folder, { recursive: true });
  await writeFile(path, caPem);
  return { path, remove: () => rm(caFile ? path : folder, { recursive: true, force: true }) };
}

/** Starts the local cloud: Partner Center, Key Vault, identity and the alert sink in this process, Azurite beside it. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { environment = 'sandbox', azurite: withAzurite = true } = options;
  const isFixed = options.ports === 'fixed';
  const starting: Promise<{ close(): Promise<void> }>[] = [];
  function start<T extends { close(): Promise<void> }>(part: Promise<T>): Promise<T> {
    part.catch(() => undefined);
    starting.push(part);
    return part;
  }
  async function close(): Promise<void> {
    const parts = await Promise.allSettled(starting);
    const started = parts.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
    await Promise.all(started.map((part) => part.close()));
  }

  try {
    const clock = new TestClock();
    const [
      partnerCenterPort = 0,
      keyVaultPort = 0,
      identityPort = 0,
      managedIdentityPort = 0,
      sinkPort = 0,
      blob = 0,
      queue = 0,
      table = 0,
    ] = isFixed ? await freePorts(FIXED_PORTS) : [];
    const storage = withAzurite ? start(startAzurite(isFixed ? { ports: { blob, queue, table } } : {})) : undefined;

    const authority = await createCertificateAuthority();
    const [tls, client, ca] = await Promise.all([
      authority.issue(),
      authority.issueClient('partner-center-functions'),
      writeCa(authority.caPem, options.caFile),
    ]);
    starting.push(Promise.resolve({ close: () => ca.remove() }));

    const tenantId = randomUUID();
    const clientId = randomUUID();
    const clientSecret = newSecret();
    const refreshToken = newSecret();
    const identity = await start(
      startIdentity({
        clock,
        tls,
        port: identityPort,
        managedIdentityPort,
        tenantId,
        clientId,
        clientSecret,
        certificate: client.cert,
        refreshToken,
      }),
    );
    const tokenKey = identity.publicKey;
    const [partnerCenter, keyVault, sink, azurite] = await Promise.all([
      start(
        startPartnerCenter({
          clock,
          tls,
          port: partnerCenterPort,
          tokenKey,
          environment,
          partnerTenantId: tenantId,
          mpnId: MPN_ID,
        }),
      ),
      start(
        startKeyVault({
          tls,
          port: keyVaultPort,
          tokenKey,
          tenantId,
          authorityUrl: identity.url,
          secrets: {
            'partner-center-client-secret': clientSecret,
            'partner-center-certificate': `${client.key}\n${client.cert}\n`,
            'partner-center-refresh-token': refreshToken,
          },
        }),
      ),
      start(startSink({ tls, port: sinkPort })),
      storage,
    ]);

    return {
      clock,
      close,
      addresses: {
        partnerCenter: partnerCenter.url,
        keyVault: keyVault.url,
        identity: identity.url,
        sink: sink.url,
        ca: ca.path,
        blob: azurite?.blobUrl ?? '',
        queue: azurite?.queueUrl ?? '',
        table: azurite?.tableUrl ?? '',
      },
      settings: {
        KEY_VAULT_URL: keyVault.url,
        PARTNER_TENANT_ID: tenantId,
        PARTNER_CLIENT_ID: clientId,
        PARTNER_MPN_ID: MPN_ID,
        PARTNER_CENTER_ENVIRONMENT: environment,
        PARTNER_CENTER_URL: partnerCenter.url,
        AZURE_AUTHORITY_HOST: identity.url,
        IDENTITY_ENDPOINT: identity.managedIdentityUrl,
        IDENTITY_HEADER: identity.managedIdentityHeader,
        AzureWebJobsStorage: azurite?.connectionString ?? 'UseDevelopmentStorage=true',
        NODE_EXTRA_CA_CERTS: ca.path,
        PURCHASE_MAX_QUANTITY: '1000',
        ALERT_ALLOWED_HOSTS: new URL(sink.url).host,
        FUNCTIONS_WORKER_RUNTIME: 'node',
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
