import { appendFile } from 'node:fs/promises';

/** A mail server's place: it keeps what it was given in a file, and fails as often as it is told to. */
export interface Mailer {
  send(message: { template: string; recipientId: string }): Promise<void>;
}

export function createFileMailer(file: string, failureRate: number): Mailer {
  let due = 0;
  return {
    async send(message) {
      due += failureRate;
      if (due >= 1) {
        due -= 1;
        throw new Error('mail server: 451 temporary failure');
      }
      await appendFile(file, `${JSON.stringify(message)}\n`);
    },
  };
}
