import { describe, expect, it } from 'vitest';
import { versioned } from '../../../shared/partnerCenter/client.ts';
import { pageAddress } from '../../../shared/partnerCenter/paging.ts';

const link = (uri: string, headers: { key: string; value: string }[] = []) => ({ uri, method: 'GET', headers });

describe('pageAddress', () => {
  it('keeps the link’s headers, which hold the token, commas and all', () => {
    const next = link('/customers?size=40&seekOperation=Next', [{ key: 'MS-ContinuationToken', value: 'a,b,c' }]);
    expect(pageAddress(next)).toEqual({
      path: '/customers?size=40&seekOperation=Next',
      headers: { 'MS-ContinuationToken': 'a,b,c' },
    });
  });

  it('never leads to another host and never takes over foreign headers', () => {
    const next = link('https://evil.example/v1/customers?size=1', [
      { key: 'Authorization', value: 'x' },
      { key: 'Host', value: 'y' },
    ]);
    expect(pageAddress(next)).toEqual({ path: '/v1/customers?size=1', headers: {} });
  });

  it('tolerates a second question mark', () => {
    expect(pageAddress(link('/invoices?size=2?seekOperation=Next')).path).toBe('/invoices?size=2&seekOperation=Next');
  });
});

describe('versioned', () => {
  it('adds the version only where it is missing', () => {
    expect(versioned('/customers')).toBe('/v1/customers');
    expect(versioned('/v1/customers')).toBe('/v1/customers');
  });
});
