import { app } from '@azure/functions';

app.http('endless', { methods: ['GET'], handler: () => new Promise<never>(() => {}) });
app.http('quick', { methods: ['GET', 'POST'], handler: () => ({ body: 'still here' }) });
app.http('switchedOff', { methods: ['GET'], handler: () => ({ body: 'never' }) });
