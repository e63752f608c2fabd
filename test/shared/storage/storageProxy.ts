import http from 'node:http';
import { serve, type RunningServer } from '../../../local/serve.ts';

export interface StorageProxy extends RunningServer {
  /** Method, path and query of what went through. */
  requests: string[];
  /** How many of the next answers are lost: the server does its work, and then the connection breaks. */
  loseAnswers(count: number): void;
}

/** Stands before a storage service, sees its requests and loses its answers. */
export async function startStorageProxy(target: string): Promise<StorageProxy> {
  const requests: string[] = [];
  let toLose = 0;
  const server = await serve((request, response) => {
    const { method, url = '/', headers } = request;
    requests.push(`${method} ${url}`);
    const forwarded = http.request(new URL(url, target), { method, headers }, (answer) => {
      if (toLose > 0) {
        toLose -= 1;
        answer.resume().on('end', () => request.socket.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  return { ...server, requests, loseAnswers: (count) => (toLose = count) };
}
