import type { Config } from '../config/readConfig.ts';
import { AppError } from '../errors.ts';
import { TOKEN_EXCHANGE_AUDIENCE } from './authority.ts';
import type { KeyVaultSecrets } from './keyVaultSecrets.ts';
import { createManagedIdentityCredential } from './managedIdentityCredential.ts';

/** How the app proves itself to Entra ID. */
export interface ClientCredential {
  kind: Config['appCredential'];
  /** The client secret, or the PEM with certificate and key; empty for a managed identity. */
  material: string;
}

/** Reads what the app proves itself with; undefined when Key Vault does not hold it. */
export async function readClientCredential(
  { appCredential: kind, clientSecretName, certificateName }: Config,
  secrets: KeyVaultSecrets,
  options: { force: boolean },
): Promise<ClientCredential | undefined> {
  if (kind === 'managedIdentity') return { kind, material: '' };
  const material = await secrets.get(kind === 'secret' ? clientSecretName : certificateName, options);
  return material ? { kind, material } : undefined;
}

/** Says what Key Vault lacks for {@link readClientCredential}. */
export function missingClientCredential(config: Config): AppError {
  const [what, name] =
    config.appCredential === 'certificate'
      ? ['certificate (PEM with its key)', config.certificateName]
      : ['client secret', config.clientSecretName];
  return new AppError(
    'CredentialProblem',
    `Key Vault ${config.keyVaultUrl} holds no "${name}". Store the app registration's ${what} there.`,
  );
}

/** A managed identity's token that stands in for the app's secret: https://learn.microsoft.com/entra/workload-id/workload-identity-federation */
export async function managedIdentityAssertion(config: Config): Promise<string> {
  const audience = TOKEN_EXCHANGE_AUDIENCE[config.cloud];
  try {
    return (await createManagedIdentityCredential(config).getToken(`${audience}/.default`)).token;
  } catch (cause) {
    throw new AppError(
      'CredentialProblem',
      `The app's managed identity gave no token for ${audience}. Check that the identity is switched on, and AZURE_CLIENT_ID if it is a user-assigned one.`,
      { cause },
    );
  }
}
