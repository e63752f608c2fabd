import { app } from '@azure/functions';

app.http('byColour', { route: 'cars/{colour:colour}', handler: () => ({ body: 'never' }) });
