/**
 * The refusals this emulator can give, shaped as Key Vault's.
 * https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
export const VAULT_ERRORS = {
  missingToken: { status: 401, code: 'Unauthorized', message: 'AKV10000: Request is missing a Bearer or PoP token.' },
  invalidToken: { status: 401, code: 'Unauthorized', message: 'AKV10032: The token is not valid for this vault.' },
  forbidden: {
    status: 403,
    code: 'Forbidden',
    message: 'Caller is not authorized to perform action on resource.',
    innererror: { code: 'ForbiddenByRbac' },
  },
  secretNotFound: {
    status: 404,
    code: 'SecretNotFound',
    message: 'A secret with this name or version was not found in this key vault.',
  },
  badParameter: { status: 400, code: 'BadParameter', message: 'The request URI or its body is not valid.' },
  unavailable: { status: 503, code: 'ServiceUnavailable', message: 'The service is temporarily unavailable.' },
} as const;

export type VaultErrorKind = keyof typeof VAULT_ERRORS;

/** Thrown to answer with one of {@link VAULT_ERRORS}. */
export class VaultError extends Error {
  readonly kind: VaultErrorKind;

  constructor(kind: VaultErrorKind) {
    super(VAULT_ERRORS[kind].message);
    this.name = 'VaultError';
    this.kind = kind;
  }
}

/** Status and body of a refusal. */
export function vaultErrorAnswer(kind: VaultErrorKind): { status: number; body: unknown } {
  const { status, ...error } = VAULT_ERRORS[kind];
  return { status, body: { error } };
}
