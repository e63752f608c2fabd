import { app } from '@azure/functions';

app.http('endless', { methods: ['GET'], handler: () => new Promise<never>(() => {}) });
app.http('quick', { methods: ['GET', 'POST'], handler: () => ({ body: 'still here' }) });
app.http('switchedOff', { methods: ['GET'], handler: () => ({ body: 'never' }) });
app.http('aDisabled', { route: 'shared', methods: ['GET'], handler: () => ({ body: 'disabled' }) });
app.http('bEnabled', { route: 'shared', methods: ['GET'], handler: () => ({ body: 'enabled' }) });
