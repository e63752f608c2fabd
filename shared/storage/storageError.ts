import { z } from 'zod';
import { AppError } from '../errors.ts';

/** The members of an Azure SDK error that say what went wrong; tables and queues keep the service's code in different places. */
const sdkError = z.object({
  name: z.string().catch(''),
  statusCode: z.number().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  details: z
    .object({
      odataError: z.object({ code: z.string() }).optional().catch(undefined),
      errorCode: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** Errors of the Azure SDK; anything else is a fault of ours and stays as it is. */
const SDK_ERRORS = new Set([
  'RestError',
  'AbortError',
  'TimeoutError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

const RETRY_AFTER_IN_SECONDS = 30;

/** HTTP status and code of a storage error, such as 404 and `TableNotFound`; both undefined when nothing answered. */
export function readStorageError(error: unknown): { status?: number | undefined; code?: string | undefined } {
  const { statusCode, code, details } = sdkError.safeParse(error).data ?? {};
  return { status: statusCode, code: details?.odataError?.code || details?.errorCode || code };
}

function messageOf(error: unknown, name: string): string {
  const { status, code } = readStorageError(error);
  if (status === 401 || status === 403) {
    return `The app’s storage refused access (${code ?? status}). Give the app’s identity the roles Storage Table Data Contributor and Storage Queue Data Contributor, or correct the key in AzureWebJobsStorage; and check that the account’s firewall lets the app in.`;
  }
  if (status === undefined && /Authentication|Credential/.test(name)) {
    return `The app’s storage cannot be used (${name}): the app’s managed identity gave no token. Check that it is switched on, and AzureWebJobsStorage__clientId if it is a user-assigned one.`;
  }
  const isTimeout = name === 'AbortError' || name === 'TimeoutError';
  return `The app’s storage cannot be used (${isTimeout ? 'timeout' : (code ?? status ?? name)}). Repeat the call, with the same key if it has one.`;
}

/** Turns a failure of storage into AppError `StorageUnavailable`; a fault of ours, such as a request it refuses, is handed back. */
export function storageError(cause: unknown): unknown {
  const { name = '', statusCode } = sdkError.safeParse(cause).data ?? {};
  if (!SDK_ERRORS.has(name) || statusCode === 400 || statusCode === 413) return cause;
  return new AppError('StorageUnavailable', messageOf(cause, name), {
    cause,
    retryAfterInSeconds: RETRY_AFTER_IN_SECONDS,
  });
}
