import { app } from '@azure/functions';

app.http('hello', { handler: () => ({ body: 'hello' }) });
throw new Error('a setting of this app is missing');
