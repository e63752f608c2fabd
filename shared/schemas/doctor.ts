import { z } from 'zod';

/** What an operator asks when something does not work. */
export const DoctorRequest = z.object({ query: z.strictObject({}) });
export type DoctorRequest = z.infer<typeof DoctorRequest>;

const Check = z.object({
  name: z.string().meta({ description: 'What was looked at.' }),
  status: z.enum(['ok', 'warning', 'failed']),
  message: z.string().meta({ description: 'What was found and what to do.' }),
});
export type Check = z.infer<typeof Check>;

export const DoctorResponse = z.object({
  status: z.enum(['ok', 'warning', 'failed']).meta({ description: 'The worst of the checks.' }),
  checks: z.array(Check),
});
export type DoctorResponse = z.infer<typeof DoctorResponse>;
