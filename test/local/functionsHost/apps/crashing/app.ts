import { app } from '@azure/functions';

app.http('crash', {
  methods: ['GET'],
  handler: () =>
    new Promise<never>(() => {
      setTimeout(() => {
        throw new Error('outside any handler');
      });
    }),
});
app.http('alive', { methods: ['GET'], handler: () => ({ body: 'alive' }) });
