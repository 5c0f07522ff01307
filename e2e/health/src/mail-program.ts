import { readFileSync } from 'node:fs';
import process from 'node:process';
import { SMTPServer } from 'smtp-server';

/** A mail server that takes one login: PORT, PASSWORD, and for TLS from the first byte CERT and KEY. */
const { PORT, PASSWORD, CERT, KEY } = process.env;
const secure = CERT !== undefined && KEY !== undefined;

const server = new SMTPServer({
  ...(secure ? { secure, cert: readFileSync(CERT), key: readFileSync(KEY) } : { disabledCommands: ['STARTTLS'] }),
  allowInsecureAuth: true,
  onAuth({ username, password }, _session, done) {
    if (username === 'app' && password === PASSWORD) done(null, { user: username });
    else done(new Error('refused'));
  },
});
// A client that goes away is no fault of the server.
server.on('error', () => undefined);
server.listen(Number(PORT), '127.0.0.1');
