import type { HttpHandler } from '@azure/functions';
import type { HealthResponse } from '../schemas/health.ts';
import { answer } from './answer.ts';

/** Says whether the app is configured, naming settings but no values; asks nobody else. */
export function healthHandler(): HttpHandler {
  return answer(async () => {
    const { ConfigError, readConfig } = await import('../config/readConfig.ts');
    try {
      readConfig();
      return { jsonBody: { status: 'ok' } satisfies HealthResponse };
    } catch (error) {
      const settings = error instanceof ConfigError ? error.problems.map(({ setting }) => setting) : [];
      return { status: 503, jsonBody: { status: 'notConfigured', settings } satisfies HealthResponse };
    }
  });
}
