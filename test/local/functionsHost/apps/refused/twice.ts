import { app } from '@azure/functions';

app.http('hello', { handler: () => ({ body: 'one' }) });
app.http('hello', { handler: () => ({ body: 'two' }) });
