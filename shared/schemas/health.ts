import { z } from 'zod';

/** Whether the app can work at all, without detail. */
export const HealthResponse = z.object({
  status: z.enum(['ok', 'notConfigured']).meta({ description: 'ok, or notConfigured where settings are missing.' }),
  settings: z.array(z.string()).optional().meta({ description: 'The names of the settings to fix.' }),
});
export type HealthResponse = z.infer<typeof HealthResponse>;
