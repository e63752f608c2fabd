/** Where one Microsoft cloud keeps Partner Center, its tokens and storage accounts. */
export interface Cloud {
  partnerCenterUrl: string;
  authorityHost: string;
  audience: string;
  storageEndpointSuffix: string;
}

/**
 * The clouds Partner Center runs in.
 * https://learn.microsoft.com/partner-center/developer/partner-center-rest-urls
 */
export const CLOUDS = {
  global: {
    partnerCenterUrl: 'https://api.partnercenter.microsoft.com',
    authorityHost: 'https://login.microsoftonline.com',
    audience: 'https://api.partnercenter.microsoft.com',
    storageEndpointSuffix: 'core.windows.net',
  },
  usGovernment: {
    partnerCenterUrl: 'https://api.partnercenter.microsoft.com',
    authorityHost: 'https://login.microsoftonline.us',
    audience: 'https://api.partnercenter.microsoft.com',
    storageEndpointSuffix: 'core.usgovcloudapi.net',
  },
  china: {
    partnerCenterUrl: 'https://partner.partnercenterapi.microsoftonline.cn',
    authorityHost: 'https://login.chinacloudapi.cn',
    audience: 'https://partner.partnercenterapi.microsoftonline.cn',
    storageEndpointSuffix: 'core.chinacloudapi.cn',
  },
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof CLOUDS;
