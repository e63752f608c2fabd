import { serve, type RunningServer } from '../../local/serve.ts';

export interface Stub extends RunningServer {
  /** What was asked, as `GET /v1/…`, without queries. */
  asked: string[];
}

/** A server that answers the given `GET /v1/…` with a collection of items and everything else with 404, for replies the seed has none of. */
export async function startStub(collections: Record<string, object[]>): Promise<Stub> {
  const asked: string[] = [];
  const server = await serve((request, response) => {
    const route = `${request.method} ${(request.url ?? '').split('?')[0]}`;
    asked.push(route);
    const items = collections[route];
    const body = items ? { totalCount: items.length, items } : { code: 1000, description: 'Nothing here.' };
    response.writeHead(items ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return { ...server, asked };
}
