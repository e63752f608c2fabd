import { describe, expect, it } from 'vitest';
import { hostAndPort, parseAllowedHosts } from '../../../shared/config/parseAllowedHosts.ts';

describe('parseAllowedHosts', () => {
  it.each([
    ['alerts.corp.example:443', ['alerts.corp.example:443'], false],
    [' Alerts.Corp.example:8443 , 10.0.0.5:443', ['alerts.corp.example:8443', '10.0.0.5:443'], false],
    ['only,alerts.corp.example:443', ['alerts.corp.example:443'], true],
    ['ONLY, alerts.corp.example.:443', ['alerts.corp.example:443'], true],
    ['[FD00:0:0::1]:443,bücher.example:443', ['[fd00::1]:443', 'xn--bcher-kva.example:443'], false],
  ])('reads %s', (text, hosts, only) => {
    expect(parseAllowedHosts(text)).toEqual({ hosts: new Set(hosts), only });
  });

  it.each([
    '',
    ',',
    'only',
    'only,',
    'alerts.corp.example',
    'alerts.corp.example:0',
    'alerts.corp.example:65536',
    'https://alerts.corp.example:443',
    'alerts.corp.example:443/hook',
    'user@alerts.corp.example:443',
    '*.corp.example:443',
    'fd00::1:443',
    'alerts.corp.example:443,',
    'alerts.corp.example:443,only',
  ])('does not read %j', (text) => {
    expect(parseAllowedHosts(text)).toBeUndefined();
  });
});

describe('hostAndPort', () => {
  it('is 443 where none is stated', () => {
    expect(hostAndPort(new URL('https://alerts.contoso.com/'))).toBe('alerts.contoso.com:443');
    expect(hostAndPort(new URL('https://alerts.contoso.com:8443/'))).toBe('alerts.contoso.com:8443');
  });
});
