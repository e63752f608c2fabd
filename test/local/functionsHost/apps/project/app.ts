import { app } from '@azure/functions';

app.http('hello', {
  authLevel: 'function',
  methods: ['GET'],
  handler: () => ({ body: process.env.GREETING ?? 'hello' }),
});
