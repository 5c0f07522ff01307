import { createServer } from 'node:http';
import process from 'node:process';
import { gunzipSync } from 'node:zlib';

// Takes whatever a client posts and counts the events in it by their name; answers at once. A process of its own.
const NAME = 'approval_submitted';

let events = 0;

function count(body: Buffer, encoding: string | undefined): void {
  let text = (encoding === 'gzip' ? gunzipSync(body) : body).toString('latin1');
  // Clients that send forms put JSON into a field.
  if (!text.includes(NAME) && text.includes('%')) text = decodeURIComponent(text.replaceAll('+', ' '));
  for (let at = text.indexOf(NAME); at >= 0; at = text.indexOf(NAME, at + NAME.length)) events += 1;
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    count(Buffer.concat(parts), request.headers['content-encoding']);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      request.url?.includes('/2/httpapi') || request.url?.includes('/batch') ? '{"code":200,"status":1}' : '1',
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
process.on('message', () => process.send?.({ events }));
process.on('disconnect', () => process.exit(0));
