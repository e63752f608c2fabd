const CONSENT_AGAIN =
  'Sign in once more, with multi-factor authentication, as a user of the partner tenant in the AdminAgents role, and store the new refresh token in Key Vault under PARTNER_CENTER_REFRESH_TOKEN_NAME.';
const NEW_SECRET =
  'Make a new client secret in the app registration and store its value (not its id) in Key Vault under PARTNER_CENTER_CLIENT_SECRET_NAME.';
const CHECK_APP = 'Check PARTNER_CLIENT_ID and PARTNER_TENANT_ID against the app registration.';
const CHECK_CERTIFICATE =
  "Register the certificate that Key Vault holds under PARTNER_CENTER_CERTIFICATE_NAME on the app registration, and check this machine's clock.";
const CHECK_FEDERATION =
  "Add a federated credential for the app's managed identity to the app registration; identity and registration have to be in the same tenant.";

/**
 * What to do about an AADSTS code.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const ENTRA_REMEDIES: Readonly<Record<string, string>> = {
  50034: `The user does not exist in this tenant. ${CHECK_APP}`,
  50057: `The user who consented is disabled. ${CONSENT_AGAIN}`,
  50076: `Multi-factor authentication is required. ${CONSENT_AGAIN}`,
  50078: `The multi-factor authentication of the last sign-in has expired by policy. ${CONSENT_AGAIN}`,
  50079: `The user has to register for multi-factor authentication. ${CONSENT_AGAIN}`,
  50126: `The user's credentials are wrong or have changed. ${CONSENT_AGAIN}`,
  50158: `Conditional Access asks for more than the last sign-in gave. ${CONSENT_AGAIN}`,
  50173: `The refresh token was revoked, as after a password change. ${CONSENT_AGAIN}`,
  53003: 'A Conditional Access policy blocks the sign-in. Exempt the app from it or satisfy it.',
  65001: `Consent is missing. Grant the app the Partner Center permission "user_impersonation". ${CONSENT_AGAIN}`,
  70000: `The refresh token is no longer valid. ${CONSENT_AGAIN}`,
  70008: `The refresh token has expired. ${CONSENT_AGAIN}`,
  700082: `The refresh token was not used for 90 days and has expired. ${CONSENT_AGAIN}`,
  700084: `The refresh token has reached its fixed end of life. ${CONSENT_AGAIN}`,
  9002313: `The refresh token in Key Vault is not one. ${CONSENT_AGAIN}`,
  90002: CHECK_APP,
  900023: CHECK_APP,
  700005: CHECK_APP,
  700007: CHECK_APP,
  700016: CHECK_APP,
  7000112: 'The app is disabled in this tenant. Enable its enterprise application.',
  7000215: `The client secret is wrong. ${NEW_SECRET}`,
  7000216: NEW_SECRET,
  7000218: `The app has to prove itself. ${NEW_SECRET} A public client has to allow public client flows.`,
  7000222: `The client secret has expired. ${NEW_SECRET}`,
  700021: CHECK_FEDERATION,
  700024: `The assertion is outside its time range. ${CHECK_CERTIFICATE}`,
  700027: CHECK_CERTIFICATE,
  70021: CHECK_FEDERATION,
  700211: CHECK_FEDERATION,
  700212: CHECK_FEDERATION,
  700213: CHECK_FEDERATION,
  500011: 'Partner Center is not known in this tenant. Check PARTNER_CENTER_CLOUD and PARTNER_TENANT_ID.',
  90033: 'Microsoft Entra ID is temporarily unavailable. Try again later.',
};

const ROLE =
  'The user behind the App+User token lacks the role. Consent with a user in the AdminAgents role of Partner Center, and for a customer with the GDAP roles needed.';

/** Partner Center's refusals of a token. https://learn.microsoft.com/partner-center/developer/error-codes */
const REFUSAL_REMEDIES: readonly { status: number; code?: string; remedy: string }[] = [
  {
    status: 401,
    remedy: `Partner Center refused the token without saying why, as it does when an App+User token lacks the multi-factor authentication claim. ${CONSENT_AGAIN}`,
  },
  {
    status: 401,
    code: '900420',
    remedy:
      'Partner Center does not accept the audience of the token. Set PARTNER_CENTER_CLOUD to the cloud of the partner tenant, so that tokens are asked for Partner Center itself.',
  },
  {
    status: 401,
    code: '800001',
    remedy:
      'Partner Center found no usable token. Add the app under App management in Partner Center, and check PARTNER_TENANT_ID, PARTNER_CENTER_CLOUD and PARTNER_CENTER_URL.',
  },
  {
    status: 403,
    code: '900329',
    remedy: `Partner Center takes only App+User tokens here. ${CONSENT_AGAIN}`,
  },
  { status: 403, code: '1002', remedy: `${ROLE} The call may also need an App+User token.` },
  { status: 403, code: '900150', remedy: ROLE },
  { status: 403, code: '900308', remedy: ROLE },
  { status: 403, code: '900309', remedy: ENTRA_REMEDIES[53003] ?? '' },
];

/**
 * What to do about a Partner Center refusal that is about the credentials; undefined for any other.
 * An absent code means a body without one, as the 401 about multi-factor authentication has.
 * https://learn.microsoft.com/partner-center/security/partner-security-requirements-mandating-mfa
 */
export function remedyForRefusal({ status, code }: { status: number; code?: string | undefined }): string | undefined {
  return REFUSAL_REMEDIES.find((row) => row.status === status && row.code === code)?.remedy;
}
