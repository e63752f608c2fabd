import { app } from '@azure/functions';
import { httpHandler } from '../shared/handlers/httpHandler.ts';

app.http('doctor', {
  methods: ['GET'],
  route: 'doctor',
  authLevel: 'function',
  handler: httpHandler({
    schema: async () => (await import('../shared/schemas/doctor.ts')).DoctorRequest,
    response: async () => (await import('../shared/schemas/doctor.ts')).DoctorResponse,
    operation: async () => (await import('../shared/operations/doctor.ts')).doctor,
  }),
});
