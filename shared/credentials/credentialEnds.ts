import { X509Certificate } from 'node:crypto';
import type { Config } from '../config/readConfig.ts';
import type { KeyVaultSecrets, SecretVersion } from './keyVaultSecrets.ts';

/** When something ends that the app signs in with. */
export interface CredentialEnd {
  credential: 'refreshToken' | 'clientSecret' | 'certificate';
  /** Its name in Key Vault, and its version there. */
  name: string;
  version: string;
  endsAt: Date;
}

export interface CredentialEnds {
  /**
   * When each credential ends whose end is known: that of a client secret only where whoever stored it set its expiration date.
   * @throws AppError `CredentialProblem` where Key Vault does not answer.
   */
  read(): Promise<CredentialEnd[]>;
}

/** How long a refresh token lasts that nobody uses, in milliseconds. https://learn.microsoft.com/entra/identity-platform/refresh-tokens#token-lifetime */
const REFRESH_TOKEN_LASTS_MS = 90 * 86_400_000;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

/** When the certificate of a PEM ends; undefined where it holds none that can be read. */
function notAfter(pem: string): Date | undefined {
  const [certificate] = CERTIFICATE.exec(pem) ?? [];
  try {
    return certificate === undefined ? undefined : new Date(new X509Certificate(certificate).validTo);
  } catch {
    return undefined;
  }
}

function refreshTokenEnd({ createdOn, expiresOn }: SecretVersion): Date | undefined {
  return expiresOn ?? (createdOn && new Date(createdOn.getTime() + REFRESH_TOKEN_LASTS_MS));
}

function certificateEnd({ value, expiresOn }: SecretVersion): Date | undefined {
  const ends = [notAfter(value), expiresOn].filter((end) => end !== undefined);
  return ends.toSorted((one, other) => one.getTime() - other.getTime())[0];
}

/** Looks when what the app signs in with ends. */
export function createCredentialEnds(config: Config, secrets: KeyVaultSecrets): CredentialEnds {
  const { appCredential, refreshTokenName, clientSecretName, certificateName } = config;

  const endOf = async (
    credential: CredentialEnd['credential'],
    name: string,
    end: (version: SecretVersion) => Date | undefined,
  ): Promise<CredentialEnd[]> => {
    const stored = await secrets.read(name);
    const endsAt = stored && end(stored);
    return endsAt ? [{ credential, name, version: stored.version, endsAt }] : [];
  };

  return {
    async read() {
      const ends = await Promise.all([
        endOf('refreshToken', refreshTokenName, refreshTokenEnd),
        appCredential === 'secret' ? endOf('clientSecret', clientSecretName, ({ expiresOn }) => expiresOn) : [],
        appCredential === 'certificate' ? endOf('certificate', certificateName, certificateEnd) : [],
      ]);
      return ends.flat();
    },
  };
}
