import { app } from '@azure/functions';

app.setup({ enableHttpStream: true });
app.http('hello', { handler: () => ({ body: 'hello' }) });
