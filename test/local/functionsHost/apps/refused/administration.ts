import { app } from '@azure/functions';

app.http('customers', { route: 'administration/customers', handler: () => ({ body: 'never' }) });
