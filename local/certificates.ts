import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A PEM private key (PKCS #8) with its PEM certificate. */
export interface IssuedCertificate {
  key: string;
  cert: string;
}

export interface CertificateAuthority {
  /** What a client has to trust; public. */
  caPem: string;
  /** A server certificate for 127.0.0.1, ::1 and localhost. */
  issue(): Promise<IssuedCertificate>;
  /** An RSA certificate such as Microsoft Entra ID takes for an app registration. */
  issueClient(commonName: string): Promise<IssuedCertificate>;
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const DAY_IN_MS = 24 * 60 * 60 * 1000;

cryptoProvider.set(webcrypto);

function newKeys(algorithm: typeof EC | typeof RSA): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

/** Random, and positive with no leading zero byte as DER wants it. */
function newSerialNumber(): string {
  return `4${randomBytes(16).toString('hex').slice(1)}`;
}

async function privateKeyPem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');
}

/** Makes a certificate authority that lives as long as the process; its key is never written anywhere. Certificates are valid from yesterday for 30 days. */
export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const validity = {
    notBefore: new Date(Date.now() - DAY_IN_MS),
    notAfter: new Date(Date.now() + 29 * DAY_IN_MS),
  };
  const caKeys = await newKeys(EC);
  const ca = await X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=Partner Center Functions local CA',
    serialNumber: newSerialNumber(),
    keys: caKeys,
    signingAlgorithm: EC,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });

  async function sign(
    keys: webcrypto.CryptoKeyPair,
    commonName: string,
    purpose: 'server' | 'client',
  ): Promise<IssuedCertificate> {
    const isServer = purpose === 'server';
    const certificate = await X509CertificateGenerator.create({
      ...validity,
      issuer: ca.subject,
      subject: [{ CN: [commonName] }],
      serialNumber: newSerialNumber(),
      publicKey: keys.publicKey,
      signingKey: caKeys.privateKey,
      signingAlgorithm: EC,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([isServer ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
        await SubjectKeyIdentifierExtension.create(keys.publicKey),
        await AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
        ...(isServer
          ? [
              new SubjectAlternativeNameExtension([
                { type: 'ip', value: '127.0.0.1' },
                { type: 'ip', value: '::1' },
                { type: 'dns', value: 'localhost' },
              ]),
            ]
          : []),
      ],
    });
    return { key: await privateKeyPem(keys), cert: certificate.toString('pem') };
  }

  return {
    caPem: ca.toString('pem'),
    issue: async () => sign(await newKeys(EC), 'localhost', 'server'),
    issueClient: async (commonName) => sign(await newKeys(RSA), commonName, 'client'),
  };
}
