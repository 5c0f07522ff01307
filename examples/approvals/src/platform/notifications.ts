/** The client of the notifications service. Trace context and request ID travel with `fetch` by themselves. */
export interface Notifications {
  send(message: { template: 'invite' | 'decision'; recipientId: string }): Promise<void>;
}

const TIMEOUT_MS = 2_000;

export const createNotifications = (baseUrl: string): Notifications => ({
  async send(message) {
    const response = await fetch(new URL('/notifications', baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`notifications: ${response.status}`);
  },
});
