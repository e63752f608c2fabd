import { z } from 'zod';
import { AppError } from '../errors.ts';
import { ENTRA_REMEDIES } from './credentialRemedies.ts';

/** Entra ID answered a token request with an error: thrown between the parts of this room, never out of it. */
export class EntraRefusal extends Error {
  /** OAuth error such as `invalid_grant`. */
  readonly error: string;
  /** Digits of the AADSTS code. */
  readonly aadsts: string | undefined;
  readonly correlationId: string | undefined;

  constructor(error: string, description: string, cause?: unknown) {
    super(`Microsoft Entra ID answered ${error}.`, { cause });
    this.name = 'EntraRefusal';
    this.error = error;
    this.aadsts = /AADSTS(\d+)/.exec(description)?.[1];
    this.correlationId = /Correlation ID: ([0-9a-f-]{36})/i.exec(description)?.[1];
  }
}

const msalError = z.object({
  message: z.string(),
  cause: z.object({ errorCode: z.string() }).optional().catch(undefined),
});

/** Reads the refusal out of an Azure SDK error, or gives undefined when Entra ID was not reached. */
export function entraRefusalOf(error: unknown): EntraRefusal | undefined {
  const { data } = msalError.safeParse(error);
  if (!data || !/AADSTS\d+/.test(data.message)) return undefined;
  return new EntraRefusal(data.cause?.errorCode ?? 'error', data.message, error);
}

const FLOW_NAMES = { app: 'app-only', appUser: 'App+User' } as const;

/** Turns a failed token request into the error callers see; what is one already stays as it is. */
export function tokenProblem(flow: keyof typeof FLOW_NAMES, authorityHost: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof EntraRefusal)) {
    const reason = z.object({ code: z.string() }).safeParse(error).data?.code ?? 'no usable answer';
    return new AppError(
      'CredentialProblem',
      `The identity platform at ${authorityHost} could not be reached (${reason}). Check AZURE_AUTHORITY_HOST and the network, and try again.`,
      { cause: error },
    );
  }
  const { aadsts, correlationId } = error;
  const remedy = aadsts
    ? (ENTRA_REMEDIES[aadsts] ?? `See https://login.microsoftonline.com/error?code=${aadsts}.`)
    : 'Try again later.';
  const code = aadsts ? `${error.error}, AADSTS${aadsts}` : error.error;
  const trace = correlationId ? ` Correlation id ${correlationId}.` : '';
  return new AppError(
    'CredentialProblem',
    `Microsoft Entra ID refused an ${FLOW_NAMES[flow]} token (${code}). ${remedy}${trace}`,
    { cause: error },
  );
}
