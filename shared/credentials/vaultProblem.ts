import { z } from 'zod';
import { AppError } from '../errors.ts';

/** The members of an Azure SDK error that say what went wrong. */
const sdkError = z.object({
  name: z.string().catch(''),
  statusCode: z.number().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
});

const ROLES = { read: 'Key Vault Secrets User', write: 'Key Vault Secrets Officer' } as const;

/** Whether the vault said that it holds no such secret. */
export function isSecretNotFound(error: unknown): boolean {
  const { statusCode, code } = sdkError.safeParse(error).data ?? {};
  return statusCode === 404 && code === 'SecretNotFound';
}

function remedy(action: 'read' | 'write', error: z.output<typeof sdkError>): string {
  switch (error.statusCode) {
    case 401:
      return "refused the app's token. Check that the vault and the managed identity belong to the same tenant.";
    case 403:
      return `refused access. Give the app's managed identity the role "${ROLES[action]}" on the vault, check that its firewall lets the app in, and that the secret is enabled.`;
    case 404:
      return 'answered 404. Check KEY_VAULT_URL.';
    case 409:
      return 'holds a deleted secret of that name. Recover or purge it.';
    case undefined:
      return /Credential|Authentication/.test(error.name)
        ? "could not be asked: the app's managed identity gave no token. Check that the identity is switched on, and AZURE_CLIENT_ID if it is a user-assigned one."
        : `could not be reached (${error.code ?? error.name}). Check KEY_VAULT_URL, the network and the vault's firewall.`;
    default:
      return `answered ${error.statusCode}. Try again later.`;
  }
}

/** Says in words why a secret could not be read or written, and what to check. */
export function vaultProblem(action: 'read' | 'write', name: string, vaultUrl: string, cause: unknown): AppError {
  const parsed = sdkError.safeParse(cause);
  const error = parsed.success ? parsed.data : { name: 'Error' };
  const deed = action === 'read' ? 'reading' : 'writing';
  return new AppError('CredentialProblem', `Key Vault ${vaultUrl}, ${deed} "${name}": it ${remedy(action, error)}`, {
    cause,
  });
}
