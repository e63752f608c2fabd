import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCertificateAuthority, type CertificateAuthority } from '../../local/certificates.ts';
import { serve, type RunningServer } from '../../local/serve.ts';

let authority: CertificateAuthority;
let server: RunningServer;

beforeAll(async () => {
  authority = await createCertificateAuthority();
  server = await serve((_request, response) => response.end('hello'), { tls: await authority.issue() });
});
afterAll(() => server.close());

async function get(url: string, ca?: string): Promise<number | undefined> {
  const request = https.get(url, { agent: false, ...(ca && { ca }) });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

test('a client that trusts the authority reaches the server by address and by name', async () => {
  expect(await get(server.url, authority.caPem)).toBe(200);
  expect(await get(server.url.replace('127.0.0.1', 'localhost'), authority.caPem)).toBe(200);
});

test('a client that does not trust the authority refuses the server', async () => {
  await expect(get(server.url)).rejects.toThrow(/unable to verify|self-signed|unable to get/);
});

test('the authority of another start is not trusted', async () => {
  const other = await createCertificateAuthority();
  await expect(get(server.url, other.caPem)).rejects.toThrow();
});

test('a server certificate names the loopback addresses and is valid from yesterday for 30 days', async () => {
  const certificate = new X509Certificate((await authority.issue()).cert);
  expect(certificate.subjectAltName).toContain('IP Address:127.0.0.1');
  expect(certificate.subjectAltName).toContain('IP Address:0:0:0:0:0:0:0:1');
  expect(certificate.subjectAltName).toContain('DNS:localhost');
  expect(certificate.validFromDate.getTime()).toBeLessThan(Date.now());
  expect(certificate.validToDate.getTime() - certificate.validFromDate.getTime()).toBe(30 * 24 * 60 * 60 * 1000);
});

test('a client certificate is RSA, carries its name and its key, and comes from the authority', async () => {
  const { key, cert } = await authority.issueClient('partner-center');
  const certificate = new X509Certificate(cert);
  expect(certificate.subject).toBe('CN=partner-center');
  expect(certificate.publicKey.asymmetricKeyType).toBe('rsa');
  expect(key).toContain('BEGIN PRIVATE KEY');
  expect(certificate.verify(new X509Certificate(authority.caPem).publicKey)).toBe(true);
});
