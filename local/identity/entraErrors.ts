import { randomUUID } from 'node:crypto';

/**
 * The refusals this emulator can give, as Microsoft Entra ID words them on the wire.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const ENTRA_ERRORS = {
  malformedRequest: {
    status: 400,
    error: 'invalid_request',
    aadsts: 900144,
    text: 'A required form field is missing.',
  },
  tenantNotFound: { status: 400, error: 'invalid_request', aadsts: 90002, text: 'This tenant does not exist here.' },
  unsupportedGrant: {
    status: 400,
    error: 'unsupported_grant_type',
    aadsts: 70003,
    text: 'The grant type is not supported.',
  },
  clientNotFound: {
    status: 400,
    error: 'unauthorized_client',
    aadsts: 700016,
    text: 'No application with this identifier in the directory.',
  },
  invalidSecret: { status: 401, error: 'invalid_client', aadsts: 7000215, text: 'Invalid client secret provided.' },
  expiredSecret: { status: 401, error: 'invalid_client', aadsts: 7000222, text: 'The client secret keys are expired.' },
  clientNotAuthenticated: {
    status: 401,
    error: 'invalid_client',
    aadsts: 7000218,
    text: "The request body must contain 'client_assertion' or 'client_secret'.",
  },
  assertionOutOfTime: {
    status: 401,
    error: 'invalid_client',
    aadsts: 700024,
    text: 'Client assertion is not within its valid time range.',
  },
  assertionNotVerified: {
    status: 401,
    error: 'invalid_client',
    aadsts: 700027,
    text: 'The certificate that signed the client assertion is not registered on the application.',
  },
  federationNotFound: {
    status: 401,
    error: 'invalid_client',
    aadsts: 700213,
    text: 'No matching federated identity record for the presented assertion.',
  },
  invalidScope: { status: 400, error: 'invalid_scope', aadsts: 1002012, text: 'The scope has to end in /.default.' },
  resourceNotFound: {
    status: 400,
    error: 'invalid_resource',
    aadsts: 500011,
    text: 'The resource principal was not found in the tenant.',
  },
  malformedGrant: { status: 400, error: 'invalid_grant', aadsts: 9002313, text: 'The grant is malformed or invalid.' },
  usedGrant: { status: 400, error: 'invalid_grant', aadsts: 70000, text: 'The refresh token was redeemed already.' },
  expiredGrant: {
    status: 400,
    error: 'invalid_grant',
    aadsts: 700082,
    text: 'The refresh token has expired due to inactivity.',
  },
  revokedGrant: { status: 400, error: 'invalid_grant', aadsts: 50173, text: 'The grant has been revoked.' },
  mfaRequired: {
    status: 400,
    error: 'interaction_required',
    aadsts: 50076,
    text: 'Multi-factor authentication is required.',
  },
  mfaExpired: {
    status: 400,
    error: 'invalid_grant',
    aadsts: 50078,
    text: 'Presented multi-factor authentication has expired.',
  },
  consentRequired: {
    status: 400,
    error: 'invalid_grant',
    aadsts: 65001,
    text: 'The user or administrator has not consented to use the application.',
  },
  unavailable: {
    status: 503,
    error: 'temporarily_unavailable',
    aadsts: 90033,
    text: 'A transient error has occurred.',
  },
} as const;

export type EntraErrorKind = keyof typeof ENTRA_ERRORS;

/** Thrown to answer a token request with one of {@link ENTRA_ERRORS}. */
export class EntraError extends Error {
  readonly kind: EntraErrorKind;

  constructor(kind: EntraErrorKind) {
    super(ENTRA_ERRORS[kind].text);
    this.name = 'EntraError';
    this.kind = kind;
  }
}

/** The body of a refusal: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#error-response */
export function entraErrorBody(kind: EntraErrorKind, now: Date) {
  const { error, aadsts, text } = ENTRA_ERRORS[kind];
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = `${now.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    error,
    error_description: `AADSTS${aadsts}: ${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [aadsts],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${aadsts}`,
  };
}
